-- Ids grow with time: the latest first is the index's own order in both halves of the view.
select id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, status, lane, priority, progress, progressed_at, attempt,
       max_attempts, not_before, lease_owner, lease_expires_at, traceparent, retry_of, backfill_id, requested_by, queued_at, started_at,
       completed_at, statistics, error_kind, error_message
from heimdall.jobs
where (@before::uuid is null or id < @before)
  and (@status::text is null or status = @status)
  and (@lane::text is null or lane = @lane)
  and (@error_kind::text is null or error_kind = @error_kind)
  and (@session_id::uuid is null or (subject_kind = 'session' and subject_id = @session_id))
  and (@feature_set::text is null or feature_set = @feature_set)
  and (@feature_version::integer is null or feature_version = @feature_version)
order by id desc
limit @limit
