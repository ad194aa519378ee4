select id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, status, lane, priority, progress, progressed_at, attempt,
       max_attempts, not_before, lease_owner, lease_expires_at, traceparent, retry_of, backfill_id, requested_by, queued_at, started_at,
       completed_at, statistics, error_kind, error_message
from heimdall.jobs
where status in ('queued', 'extracting')
  and subject_kind = 'session' and subject_id = @session_id and feature_set = @feature_set and feature_version = @feature_version
