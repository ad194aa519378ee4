-- Under the token that was seen without progress, and only while there is still none: the row is gone then, so the worker's late write
-- holds no lease and changes nothing; the notification, which goes out with the commit, tells it to stop. Good features of an earlier job
-- stay.
with gone as (
  delete from heimdall.extraction_jobs
  where id = @id and lease_token = @token and status = 'extracting' and coalesce(progressed_at, started_at) < now() - @after::interval
  returning *
), ended as (
  update heimdall.job_attempts a
  set ended_at = now(), outcome = 'failed', error_kind = 'timeout', error_message = @error_message
  from gone
  where a.job_id = gone.id and a.lease_token = gone.lease_token
), recorded as (
  insert into heimdall.measurement_features (recording_session_id, feature_set, feature_version, job_id, extraction_metadata,
    overall_confidence, mean_snr_db, num_receivers_detected, extraction_failed, error_message)
  select recording_session_id, feature_set, feature_version, id, '{}', 0, null, 0, true, @error_message
  from gone
  where recording_session_id is not null
  on conflict (recording_session_id, feature_set, feature_version) do update
  set job_id = excluded.job_id, error_message = excluded.error_message, created_at = now()
  where measurement_features.extraction_failed
), settled as (
  insert into heimdall.finished_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, status, lane, priority,
    progress, progressed_at, attempt, max_attempts, lease_owner, lease_token, traceparent, retry_of, backfill_id, requested_by, queued_at,
    started_at, statistics, error_kind, error_message, completed_at)
  select id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, 'failed', lane, priority, progress, progressed_at,
         attempt, max_attempts, lease_owner, lease_token, traceparent, retry_of, backfill_id, requested_by, queued_at, started_at, null,
         'timeout', @error_message, now()
  from gone
  returning id
), told as (
  select pg_notify('heimdall_cancellations', '') where exists (select from settled)
)
select (select count(*) from settled) + 0 * (select count(*) from told)
