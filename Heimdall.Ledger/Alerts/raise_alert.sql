-- The one open row of a subject counts up, also where this transaction began before the one that raised it; (xmax = 0) tells a new row from one that was there.
insert into heimdall.alerts (id, kind, subject, message, severity, detail)
values (heimdall.uuid_v7(), @kind, @subject, @message, @severity, @detail::jsonb)
on conflict (kind, subject) where resolved_at is null do update
set message = excluded.message, severity = excluded.severity, detail = excluded.detail, last_seen_at = greatest(alerts.last_seen_at, now()), count = alerts.count + 1
returning (xmax = 0) as is_new
