update heimdall.api_keys
set revoked_at = coalesce(revoked_at, now())
where id = @id
returning id, name, role, prefix, key_sha256, created_by, created_at, revoked_at
