-- Queued again at once, and no attempt is spent; the other workers are told.
with released as (
  update heimdall.task_runs
  set status = 'queued', attempt = attempt - 1, lease_owner = null, lease_expires_at = null, started_at = null
  where id = @id and attempt = @attempt and status = 'running'
  returning id
)
select count(*) from (select pg_notify('heimdall_tasks', '') from released) told
