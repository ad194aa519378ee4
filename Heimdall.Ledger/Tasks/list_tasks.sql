select id, task, due_at, parameters, requested_by, status, attempt, lease_owner, worker, queued_at, started_at, completed_at, result, error
from heimdall.task_runs
where (@before::uuid is null or id < @before)
  and (@task::text is null or task = @task)
  and (@status::text is null or status = @status)
order by id desc
limit @limit
