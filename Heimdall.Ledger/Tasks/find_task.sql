select id, task, due_at, parameters, requested_by, status, attempt, lease_owner, worker, queued_at, started_at, completed_at, result, error
from heimdall.task_runs
where id = @id
