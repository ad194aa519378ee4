-- A run whose worker is gone is taken over when its lease ends; the attempt's number fences the late one out.
update heimdall.task_runs
set status = 'running', attempt = attempt + 1, lease_owner = @worker, lease_expires_at = now() + @lease::interval, started_at = now()
where id = (
  select id
  from heimdall.task_runs
  where status in ('queued', 'running')
    and (status = 'queued' or lease_expires_at < now())
    and task = any(@tasks)
  order by queued_at
  limit 1
  for update skip locked)
returning id, task, due_at, parameters, requested_by, status, attempt, lease_owner, queued_at, started_at, completed_at, result, error
