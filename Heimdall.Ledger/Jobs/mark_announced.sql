-- Skip locked: what is being claimed at this moment has been heard of.
update heimdall.extraction_jobs
set announced_at = now()
where id in (select id from heimdall.extraction_jobs where id = any(@ids) and status = 'queued' order by id for update skip locked)
