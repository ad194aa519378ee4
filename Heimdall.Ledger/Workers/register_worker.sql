insert into heimdall.workers (id, host, process_id, version, slots)
values (@id, @host, @process_id, @version, @slots)
on conflict (id) do update set seen_at = now(), stopped_at = null
