-- From the rows themselves, as far as they are not pruned.
select outcome, lane, count(*) as jobs
from (
  select status as outcome, lane from heimdall.finished_jobs where completed_at >= @from
  union all
  select 'queued', lane from heimdall.jobs where queued_at >= @from) done
group by outcome, lane
