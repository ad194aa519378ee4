-- One look into the index a task.
select r.*
from unnest(@tasks::text[]) with ordinality t (task, place)
cross join lateral (
  select id, task, due_at, parameters, requested_by, status, attempt, lease_owner, worker, queued_at, started_at, completed_at, result, error
  from heimdall.task_runs
  where task_runs.task = t.task
  order by id desc
  limit 1
) r
order by t.place
