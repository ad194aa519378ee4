-- From the live table to the finished one. Whoever has the lease finds no row to hold, so it changes nothing more; the notification, which
-- goes out with the commit, tells it to stop. Skip locked: what is being settled at this moment is done, and is not cancelled.
with locked as (
  -- Whoever asked for what waits does not mean what was begun since.
  select * from heimdall.extraction_jobs
  where id = any(@ids) and (@status::text is null or status = @status)
  order by id
  for update skip locked
), failed as (
  -- Remembered as a failure, so that no batch picks the recording again by itself; never over features that are there.
  insert into heimdall.measurement_features (recording_session_id, feature_set, feature_version, job_id, extraction_metadata,
    overall_confidence, mean_snr_db, num_receivers_detected, extraction_failed, error_message)
  select recording_session_id, feature_set, feature_version, id, '{}', 0, null, 0, true, @error_message
  from locked
  where recording_session_id is not null
  on conflict (recording_session_id, feature_set, feature_version) do update
  set job_id = excluded.job_id, error_message = excluded.error_message, created_at = now()
  where measurement_features.extraction_failed
), ended as (
  update heimdall.job_attempts a
  set ended_at = now(), outcome = 'cancelled', error_kind = 'cancelled', error_message = @error_message
  from locked l
  where a.job_id = l.id and a.lease_token = l.lease_token and a.ended_at is null
), gone as (
  delete from heimdall.extraction_jobs j using locked l where j.id = l.id
), settled as (
  insert into heimdall.finished_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, status, lane, priority,
    progress, progressed_at, attempt, max_attempts, lease_owner, lease_token, traceparent, retry_of, backfill_id, requested_by, queued_at,
    started_at, statistics, error_kind, error_message, completed_at)
  select id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, 'cancelled', lane, priority, progress,
         progressed_at, attempt, max_attempts, lease_owner, lease_token, traceparent, retry_of, backfill_id, requested_by, queued_at,
         started_at, null, 'cancelled', @error_message, now()
  from locked
), told as (
  select pg_notify('heimdall_cancellations', '') where exists (select from locked where status = 'extracting')
)
select (select count(*) from locked) + 0 * (select count(*) from told)
