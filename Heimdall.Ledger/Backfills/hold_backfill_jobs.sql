-- One that a worker claims at this moment is waited for, and is not queued any more then.
update heimdall.extraction_jobs
set not_before = 'infinity', updated_at = now()
where backfill_id = @id and status = 'queued'
