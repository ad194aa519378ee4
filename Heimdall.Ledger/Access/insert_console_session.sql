-- What has ended goes with what begins: the table stays as small as the people who use the console.
with ended as (
  delete from heimdall.console_sessions where expires_at < now()
)
insert into heimdall.console_sessions (secret_sha256, kind, name, role, api_key_id, admin_fingerprint, expires_at)
values (@secret_sha256, @kind, @name, @role, @api_key_id, @admin_fingerprint, now() + @lifetime::interval)
returning expires_at
