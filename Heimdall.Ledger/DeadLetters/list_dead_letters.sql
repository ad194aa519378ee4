select id, queue, fingerprint, reason, headers, ''::bytea as body, body_bytes, count, first_at, last_at
from heimdall.dead_letters
where (@before::uuid is null or id < @before)
  and (@queue::text is null or queue = @queue)
  and (@reason::text is null or position(lower(@reason) in lower(reason)) > 0)
  and (@from::timestamptz is null or last_at >= @from)
  and (@to::timestamptz is null or last_at < @to)
order by id desc
limit @limit
