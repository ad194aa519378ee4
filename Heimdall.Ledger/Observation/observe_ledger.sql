-- One row a gauge and its labels, in the order of LedgerGauges. One pass over the live jobs, which are few; the coverage is kept as sums.
-- What there is none of is told as 0: a series that comes and goes cannot be alerted on.
with live as (
  select status, lane, count(*) as jobs, min(queued_at) as oldest,
         min(greatest(queued_at, not_before)) filter (where announced_at is null and not_before <= now()) as unannounced
  from heimdall.extraction_jobs
  group by status, lane
), backlog as (
  select status, lane, coalesce(jobs, 0) as jobs, oldest, unannounced
  from (values ('queued'), ('extracting')) s (status)
  cross join (values ('live'), ('backfill')) l (lane)
  left join live using (status, lane)
), states as (
  select * from (values ('with'), ('queued'), ('extracting'), ('failed'), ('missing')) s (state)
)
select 'heimdall.jobs.live' as gauge, array[status, lane] as labels, jobs::double precision as value
from backlog
union all
select 'heimdall.jobs.oldest_queued.age', array[lane], coalesce(extract(epoch from now() - oldest), 0)::double precision
from backlog where status = 'queued'
union all
select 'heimdall.jobs.oldest_unannounced.age', array[lane], coalesce(extract(epoch from now() - unannounced), 0)::double precision
from backlog where status = 'queued'
union all
select 'heimdall.coverage.recordings', array[v.feature_set, v.feature_version::text, s.state], coalesce(sum(c.recordings), 0)::double precision
from heimdall.feature_sets v
cross join states s
left join heimdall.coverage_increments c
  on c.feature_set = v.feature_set and c.feature_version = v.feature_version and c.state = s.state
where v.is_current
group by v.feature_set, v.feature_version, s.state
union all
select 'heimdall.workers.live', '{}', count(*)::double precision
from heimdall.workers where stopped_at is null and seen_at > now() - interval '60 seconds'
union all
select 'heimdall.dead_letters', '{}', coalesce(sum(count), 0)::double precision from heimdall.dead_letters
union all
select 'heimdall.alerts.open', array[s.severity], count(a.id)::double precision
from (values ('warning'), ('error')) s (severity)
left join heimdall.alerts a on a.severity = s.severity and a.resolved_at is null
group by s.severity
