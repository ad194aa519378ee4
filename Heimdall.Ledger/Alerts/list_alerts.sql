-- Ids grow with time: the latest first.
select id, kind, subject, message, severity, detail, raised_at, last_seen_at, count, resolved_at, acknowledged_at, acknowledged_by
from heimdall.alerts
where (@before::uuid is null or id < @before)
  and (not @is_open_only or resolved_at is null)
  and (@kind::text is null or kind = @kind)
order by id desc
limit @limit
