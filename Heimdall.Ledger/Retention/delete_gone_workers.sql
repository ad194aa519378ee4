-- Stopped, or silent, for so long.
delete from heimdall.workers
where ctid = any(array(select ctid from heimdall.workers where coalesce(stopped_at, seen_at) < now() - @keep::interval limit @limit))
