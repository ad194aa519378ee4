select id, queue, fingerprint, reason, headers, ''::bytea as body, body_bytes, count, first_at, last_at
from heimdall.dead_letters
where @before::uuid is null or id < @before
order by id desc
limit @limit
