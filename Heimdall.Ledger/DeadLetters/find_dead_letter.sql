select id, queue, fingerprint, reason, headers, body, body_bytes, count, first_at, last_at from heimdall.dead_letters where id = @id
