-- Backfills of one task that end at the same moment: the later one sees the earlier.
select id from heimdall.task_runs where id = @task_run_id for update
