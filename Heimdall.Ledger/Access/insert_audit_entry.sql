insert into heimdall.audit_log (actor, action, subject, detail) values (@actor, @action, @subject, @detail::jsonb)
