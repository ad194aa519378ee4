update heimdall.workers set seen_at = now(), jobs_per_minute = @jobs_per_minute, bytes_per_second = @bytes_per_second where id = @id
