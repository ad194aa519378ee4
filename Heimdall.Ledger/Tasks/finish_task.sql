update heimdall.task_runs
set status = @status, result = @result::jsonb, error = @error, completed_at = now(), lease_owner = null, lease_expires_at = null
where id = @id and attempt = @attempt and status = 'running'
