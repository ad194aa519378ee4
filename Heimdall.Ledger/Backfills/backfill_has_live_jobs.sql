select exists (select from heimdall.extraction_jobs where backfill_id = @id)
