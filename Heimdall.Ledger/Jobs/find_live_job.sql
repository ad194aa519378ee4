-- From the live table alone: who waits for a result asks again and again, and the view would have every month of finished jobs looked at.
select id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, status, lane, priority, progress, progressed_at, attempt,
       max_attempts, not_before, lease_owner, lease_expires_at, traceparent, retry_of, backfill_id, requested_by, queued_at, started_at,
       null::timestamptz as completed_at, null::jsonb as statistics, null::text as error_kind, null::text as error_message
from heimdall.extraction_jobs
where subject_kind = 'session' and subject_id = @session_id and feature_set = @feature_set and feature_version = @feature_version
