-- A lease that ran out but was not taken over yet is still the worker's: nobody else has the attempt.
update heimdall.task_runs
set lease_expires_at = now() + @lease::interval
where id = @id and attempt = @attempt and status = 'running'
