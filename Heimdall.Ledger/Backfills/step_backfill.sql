-- Finds the next recordings, queues them and moves the cursor and the counts, all or nothing. Looks at a bounded number of them: where
-- few match, the cursor moves all the same.
with examined as (
  select recording_session_id, session_start
  from heimdall.coverage
  where state = 'missing' and feature_set = @feature_set and feature_version = @feature_version
    and (session_start, recording_session_id) < (@cursor_start, @cursor_id)
    and (@from_time::timestamptz is null or session_start >= @from_time)
  order by session_start desc, recording_session_id desc
  limit @examine
), matching as (
  select e.recording_session_id, e.session_start
  from examined e
  where @station_id::uuid is null or exists (
    select from heimdall.measurements m where m.recording_session_id = e.recording_session_id and m.websdr_station_id = @station_id)
  order by session_start desc, recording_session_id desc
  limit @room
), found as (
  select array_agg(recording_session_id order by session_start desc, recording_session_id desc) as ids, count(*) as n from matching
), last as (
  -- The last that was queued where the room is full, else the last that was looked at.
  select session_start, recording_session_id
  from (select * from matching where (select n from found) = @room
        union all
        select * from examined where (select n from found) < @room) passed
  order by session_start, recording_session_id
  limit 1
), result as materialized (
  select r.queued, r.refused, f.n as found, f.n < @room and (select count(*) from examined) < @examine as is_exhausted
  from found f
  cross join lateral heimdall.queue_sessions(coalesce(f.ids, '{}'), @feature_set, @feature_version, @id, @requested_by) r
)
update heimdall.backfills b
set cursor_start = coalesce((select session_start from last), b.cursor_start),
    cursor_id = coalesce((select recording_session_id from last), b.cursor_id),
    is_exhausted = r.is_exhausted,
    found = b.found + r.found,
    queued = b.queued + r.queued,
    skipped = b.skipped + r.found - r.queued,
    refused = b.refused + r.refused,
    stepped_at = now(),
    updated_at = now()
from result r
where b.id = @id
returning r.found, r.queued, r.refused, r.is_exhausted
