-- No failure is recorded: without a job their recordings are missing again. What a worker has by now runs to its end. Who waits for their
-- features is told that none will come; more than 200 of them may be anybody's, as a payload has 8,000 bytes at most.
with gone as (
  delete from heimdall.extraction_jobs where backfill_id = @id and status = 'queued' returning *
), settled as (
  insert into heimdall.finished_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, status, lane, priority,
    progress, progressed_at, attempt, max_attempts, lease_owner, lease_token, traceparent, retry_of, backfill_id, requested_by, queued_at,
    started_at, statistics, error_kind, error_message, completed_at)
  select id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, 'cancelled', lane, priority, progress, progressed_at,
         attempt, max_attempts, lease_owner, lease_token, traceparent, retry_of, backfill_id, requested_by, queued_at, started_at, null,
         'cancelled', format('Cancelled with backfill %s', backfill_id), now()
  from gone
), told as (
  select pg_notify('heimdall_features', case when count(*) <= 200 then string_agg(recording_session_id::text, ',') else '' end)
  from gone
  having count(*) > 0
)
select (select count(*) from gone) + 0 * (select count(*) from told)
