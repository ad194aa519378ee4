-- The counting up waits for another worker that records the same message: its count is not lost.
insert into heimdall.dead_letters as d (id, queue, fingerprint, reason, headers, body, body_bytes)
values (@id, @queue, @fingerprint, @reason, @headers::jsonb,
        case when (select count(*) from (select from heimdall.dead_letters limit @most_bodies) kept) < @most_bodies then @body::bytea else ''::bytea end,
        @body_bytes)
on conflict (queue, fingerprint) do update
set count = d.count + 1, last_at = now(), reason = excluded.reason, headers = excluded.headers
