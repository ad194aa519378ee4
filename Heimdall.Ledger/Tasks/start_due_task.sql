insert into heimdall.task_runs (id, task, due_at, parameters, requested_by, status, attempt, lease_owner, worker, lease_expires_at, started_at)
values (@id, @task, @due_at, @parameters::jsonb, 'schedule', 'running', 1, @worker, @worker, now() + @lease::interval, now())
on conflict (task, due_at) do nothing
returning id, task, due_at, parameters, requested_by, status, attempt, lease_owner, worker, queued_at, started_at, completed_at, result, error
