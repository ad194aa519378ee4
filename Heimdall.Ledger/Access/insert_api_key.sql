insert into heimdall.api_keys (id, name, role, prefix, key_sha256, created_by)
values (@id, @name, @role, @prefix, @key_sha256, @created_by)
returning id, name, role, prefix, key_sha256, created_by, created_at, revoked_at
