-- A session ends with its key.
select s.name, s.role, s.api_key_id, s.admin_fingerprint, s.expires_at
from heimdall.console_sessions s
left join heimdall.api_keys k on k.id = s.api_key_id
where s.secret_sha256 = @secret_sha256
  and s.kind = 'session'
  and s.expires_at > now()
  and (s.api_key_id is null or k.revoked_at is null)
