-- No failure is recorded: without a job their recordings are missing again. What a worker has by now runs to its end.
with gone as (
  delete from heimdall.extraction_jobs where backfill_id = @id and status = 'queued' returning *
)
insert into heimdall.finished_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, status, lane, priority,
  progress, progressed_at, attempt, max_attempts, lease_owner, lease_token, traceparent, retry_of, backfill_id, requested_by, queued_at,
  started_at, statistics, error_kind, error_message, completed_at)
select id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, 'cancelled', lane, priority, progress, progressed_at,
       attempt, max_attempts, lease_owner, lease_token, traceparent, retry_of, backfill_id, requested_by, queued_at, started_at, null,
       'cancelled', format('Cancelled with backfill %s', backfill_id), now()
from gone
