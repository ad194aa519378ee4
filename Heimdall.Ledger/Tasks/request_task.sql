-- The moment itself is the slot: requests never collide with each other, nor with the clock's round times.
insert into heimdall.task_runs (id, task, due_at, parameters, requested_by, status)
values (@id, @task, clock_timestamp(), @parameters::jsonb, @requested_by, 'queued')
returning id, task, due_at, parameters, requested_by, status, attempt, lease_owner, worker, queued_at, started_at, completed_at, result, error
