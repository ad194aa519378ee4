select id, name, role, prefix, key_sha256, created_by, created_at, revoked_at from heimdall.api_keys where prefix = @prefix and revoked_at is null
