update heimdall.workers set seen_at = now(), stopped_at = now() where id = @id
