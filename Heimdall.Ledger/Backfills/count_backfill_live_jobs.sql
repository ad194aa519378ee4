select count(*) filter (where status = 'queued') as waiting, count(*) filter (where status = 'extracting') as extracting, now() as at
from heimdall.extraction_jobs
where backfill_id = @id
