-- A run of its own kind: no worker has its lease, the backfill carries it to its end.
update heimdall.task_runs
set status = 'running', attempt = 1, lease_owner = 'backfill', lease_expires_at = 'infinity', started_at = now()
where id = @task_run_id and status = 'queued'
