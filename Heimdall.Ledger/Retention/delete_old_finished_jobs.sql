-- Months are dropped whole. Here is what came to a month that nobody had prepared.
delete from heimdall.finished_jobs_default
where ctid = any(array(select ctid from heimdall.finished_jobs_default where completed_at < now() - @keep::interval limit @limit))
