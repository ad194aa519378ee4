-- Both ends of the partial index coverage_missing; the union drops what both ends meet at.
with newest as (
  select recording_session_id, session_start
  from heimdall.coverage
  where state = 'missing' and feature_set = @feature_set and feature_version = @feature_version
  order by session_start desc, recording_session_id desc
  limit @newest
), oldest as (
  select recording_session_id, session_start
  from heimdall.coverage
  where state = 'missing' and feature_set = @feature_set and feature_version = @feature_version
  order by session_start, recording_session_id
  limit @oldest
), found as (
  select * from newest union select * from oldest
), queued as (
  insert into heimdall.extraction_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, lane, requested_by)
  select heimdall.uuid_v7(), 'session', recording_session_id, recording_session_id, @feature_set, @feature_version, 'backfill', @requested_by
  from found
  -- In full order: batches that meet wait for each other at the first job they share, and never crosswise.
  order by session_start desc, recording_session_id desc
  on conflict (subject_kind, subject_id, feature_set, feature_version) do nothing
  returning 1
)
select (select count(*) from found) as found, (select count(*) from queued) as queued
