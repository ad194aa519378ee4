-- What completing a session queued, also after it has ended.
select id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, status, lane, priority, progress, progressed_at, attempt,
       max_attempts, not_before, lease_owner, lease_expires_at, traceparent, retry_of, backfill_id, requested_by, queued_at, started_at,
       completed_at, statistics, error_kind, error_message
from heimdall.jobs
where id = (select feature_extraction_task_id from heimdall.recording_sessions where id = @id)
