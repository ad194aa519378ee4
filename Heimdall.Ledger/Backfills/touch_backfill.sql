update heimdall.backfills set stepped_at = now() where id = @id
