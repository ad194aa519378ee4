select id, kind, subject, message, severity, detail, raised_at, last_seen_at, count, resolved_at, acknowledged_at, acknowledged_by
from heimdall.alerts
where id = @id
