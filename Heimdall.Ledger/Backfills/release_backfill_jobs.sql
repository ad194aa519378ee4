-- Nobody has heard of them since they were held: they are announced anew.
update heimdall.extraction_jobs
set not_before = now(), announced_at = null, updated_at = now()
where backfill_id = @id and status = 'queued' and not_before = 'infinity'
