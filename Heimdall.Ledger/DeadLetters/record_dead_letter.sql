-- The counting up waits for another worker that records the same message: its count is not lost. What is known takes no room, so it does not wait
-- for those who record something new; those, one after the other, get a row of their own while there is room, and then that of the others.
with known as (
  update heimdall.dead_letters
  set count = count + 1, last_at = greatest(last_at, now()), reason = @reason, headers = @headers::jsonb
  where queue = @queue and fingerprint = @fingerprint
  returning id
)
insert into heimdall.dead_letters as d (id, queue, fingerprint, reason, headers, body, body_bytes)
select @id, @queue, @fingerprint, @reason, @headers::jsonb, @body::bytea, @body_bytes
where not exists (select from known)
on conflict (queue, fingerprint) do update
set count = d.count + 1, last_at = greatest(d.last_at, now()), reason = excluded.reason, headers = excluded.headers, body_bytes = excluded.body_bytes
