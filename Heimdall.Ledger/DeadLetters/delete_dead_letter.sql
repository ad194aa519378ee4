delete from heimdall.dead_letters
where id = @id
returning id, queue, fingerprint, reason, headers, ''::bytea as body, body_bytes, count, first_at, last_at
