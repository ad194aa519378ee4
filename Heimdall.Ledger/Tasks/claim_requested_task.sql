-- A run whose worker is gone is taken over when its lease ends; the attempt's number fences the late one out. One that took every worker
-- that tried it down with it is given up.
with given_up as (
  update heimdall.task_runs
  set status = 'error', lease_owner = null, lease_expires_at = null, completed_at = now(),
      error = format('Lease expired (worker %s stopped renewing at %s; attempt %s of %s)', lease_owner,
        to_char(lease_expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), attempt, @max_attempts::integer)
  where id in (
    select id from heimdall.task_runs
    where status = 'running' and lease_expires_at < now() and attempt >= @max_attempts
    for update skip locked)
)
update heimdall.task_runs
set status = 'running', attempt = attempt + 1, lease_owner = @worker, worker = @worker, lease_expires_at = now() + @lease::interval, started_at = now()
where id = (
  select id
  from heimdall.task_runs
  where status in ('queued', 'running')
    and (status = 'queued' or lease_expires_at < now())
    and attempt < @max_attempts
    and task = any(@tasks)
  order by queued_at
  limit 1
  for update skip locked)
returning id, task, due_at, parameters, requested_by, status, attempt, lease_owner, worker, queued_at, started_at, completed_at, result, error
