-- What was wrong and is not any more.
update heimdall.alerts
set resolved_at = greatest(raised_at, now())
where kind = @kind and resolved_at is null and subject <> all(@subjects::text[])
returning id, kind, subject, message, severity, detail, raised_at, last_seen_at, count, resolved_at, acknowledged_at, acknowledged_by
