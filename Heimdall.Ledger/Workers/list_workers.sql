-- Those at work, and those missed that have not said goodbye; not who died and was replaced on its host. What they work on is found among the leases, which are as few as their slots
-- however many jobs wait.
select w.id, w.host, w.process_id, w.version, w.slots, w.started_at, w.seen_at, coalesce(held.jobs, 0) as jobs, w.jobs_per_minute,
       w.bytes_per_second, held.lease_expires_at
from heimdall.workers w
left join (
  select lease_owner, count(*) as jobs, min(lease_expires_at) as lease_expires_at
  from heimdall.extraction_jobs
  where status = 'extracting'
  group by lease_owner) held on held.lease_owner = w.id
where w.stopped_at is null
  and (w.seen_at > now() - interval '1 minute' or w.id in (select missed.id from heimdall.missed_workers(interval '1 minute') missed))
order by w.seen_at desc
limit @limit
