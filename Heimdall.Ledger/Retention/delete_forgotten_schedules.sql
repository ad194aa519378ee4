-- No extractor has told of them for so long: those there are have other tasks.
delete from heimdall.schedules
where ctid = any(array(select ctid from heimdall.schedules where registered_at < now() - @keep::interval limit @limit))
