delete from heimdall.alerts
where ctid = any(array(select ctid from heimdall.alerts where resolved_at < now() - @keep::interval limit @limit))
