select 'jobs' as subject,
       format('%s queued jobs have not been announced, the oldest since %s', n, to_char(oldest at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) as message,
       jsonb_build_object('jobs', n, 'oldest', oldest) as detail
from (
  select count(*) as n, min(greatest(queued_at, not_before)) as oldest
  from heimdall.extraction_jobs
  where status = 'queued'
    and announced_at is null
    and not_before < now() - @unannounced_after::interval
    and queued_at < now() - @unannounced_after::interval) late
where n > 0
