-- The latest completed jobs of the set, by the index of (status, id): sums from which a ratio and its error follow.
with recent as (
  select recording_session_id, extract(epoch from completed_at - started_at)::double precision as seconds
  from heimdall.finished_jobs
  where status = 'completed' and feature_set = @feature_set and feature_version = @feature_version and started_at is not null
  order by id desc
  limit @limit
), measured as (
  select r.seconds, m.bytes
  from recent r
  cross join lateral (
    select sum(iq_bytes)::double precision as bytes from heimdall.measurements where recording_session_id = r.recording_session_id) m
  where m.bytes > 0
)
select count(*) as jobs, coalesce(sum(seconds), 0) as seconds, coalesce(sum(bytes), 0) as bytes, coalesce(sum(seconds * seconds), 0) as seconds_squared,
       coalesce(sum(bytes * bytes), 0) as bytes_squared, coalesce(sum(seconds * bytes), 0) as seconds_bytes,
       (select coalesce(sum(backfill_slots), 0)::bigint from heimdall.workers where stopped_at is null and seen_at > now() - interval '2 minutes') as slots
from measured
