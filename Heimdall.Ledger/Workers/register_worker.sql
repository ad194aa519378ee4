insert into heimdall.workers (id, host, process_id, version, slots, backfill_slots)
values (@id, @host, @process_id, @version, @slots, @backfill_slots)
on conflict (id) do update set seen_at = now(), stopped_at = null
