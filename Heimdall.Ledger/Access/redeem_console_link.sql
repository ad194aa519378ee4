-- Deleting is what makes it good for once: of two that redeem it at the same moment, one finds it.
delete from heimdall.console_sessions s
where s.secret_sha256 = @secret_sha256
  and s.kind = 'link'
  and s.expires_at > now()
  and not exists (select from heimdall.api_keys k where k.id = s.api_key_id and k.revoked_at is not null)
returning s.name, s.role, s.api_key_id, s.admin_fingerprint, s.expires_at
