-- Not locked: a job that is claimed meanwhile needs no announcement, and a second one is harmless. From a number on: what became due
-- before it has been looked at.
with recent as materialized (
  select * from unnest(@recent_ids::uuid[], @recent_tokens::bigint[]) as r (id, lease_token)
)
select job.id, job.lease_token, job.lane, job.traceparent
from (select lane, priority, floor from heimdall.job_bands order by lane desc, priority desc) band
cross join lateral (
  select * from (
    select id, lease_token, lane, traceparent from heimdall.extraction_jobs
    where lane = band.lane and priority = band.priority and status = 'queued' and ready_seq is null and not_before <= now()
      and (announced_at is null or announced_at < now() - @again::interval) and (id, lease_token) not in (select * from recent)
    order by not_before
    limit @limit) waited
  union all
  select * from (
    select id, lease_token, lane, traceparent from heimdall.extraction_jobs
    where lane = band.lane and priority = band.priority and status = 'queued' and ready_seq >= greatest(band.floor, @after)
      and (announced_at is null or announced_at < now() - @again::interval) and (id, lease_token) not in (select * from recent)
    order by ready_seq
    limit @limit) ready
) job
limit @limit
