-- Jobs that were given back after their backfill was cancelled: held ones alone, by the index of not_before.
select distinct j.backfill_id
from heimdall.extraction_jobs j
join heimdall.backfills b on b.id = j.backfill_id
where j.status = 'queued' and j.not_before = 'infinity' and b.state = 'cancelled'
