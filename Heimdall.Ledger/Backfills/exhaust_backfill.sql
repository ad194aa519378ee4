update heimdall.backfills set is_exhausted = true, stepped_at = now() where id = @id
