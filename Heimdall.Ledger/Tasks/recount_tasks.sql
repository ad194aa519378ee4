-- From the rows themselves, as far as they are not pruned.
select count(*) filter (where successful) as successful, count(*) filter (where not successful) as failed,
       count(execution_ms) as executed, coalesce(sum(execution_ms), 0) as execution_ms
from (
  select status = 'completed' as successful, case when status <> 'cancelled' then extract(epoch from completed_at - started_at)::double precision * 1000 end as execution_ms
  from heimdall.finished_jobs
  union all
  select status = 'success', extract(epoch from completed_at - started_at)::double precision * 1000
  from heimdall.task_runs
  where status in ('success', 'error')) ended
