-- Whoever comes first has seen it; nothing where somebody has.
update heimdall.alerts
set acknowledged_at = now(), acknowledged_by = @actor
where id = @id and acknowledged_at is null
returning id, kind, subject, message, severity, detail, raised_at, last_seen_at, count, resolved_at, acknowledged_at, acknowledged_by
