select id, name, role, prefix, key_sha256, created_by, created_at, revoked_at
from heimdall.api_keys
where @before::uuid is null or id < @before
order by id desc
limit @limit
