-- By the key, whose ids grow with time.
delete from heimdall.task_runs
where ctid = any(array(
  select ctid from heimdall.task_runs where id < @before and completed_at < now() - @keep::interval order by id limit @limit))
