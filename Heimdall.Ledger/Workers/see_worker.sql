update heimdall.workers set seen_at = now() where id = @id
