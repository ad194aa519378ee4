select j.id, j.subject_kind, j.subject_id, j.recording_session_id, j.feature_set, j.feature_version, j.status, j.lane, j.priority, j.progress,
       j.progressed_at, j.attempt, j.max_attempts, null::timestamptz as not_before, j.lease_owner, null::timestamptz as lease_expires_at,
       j.traceparent, j.retry_of, j.backfill_id, j.requested_by, j.queued_at, j.started_at, j.completed_at, j.statistics, j.error_kind, j.error_message
from heimdall.finished_jobs asked
join heimdall.finished_jobs j using (subject_id, feature_set, feature_version)
where asked.id = @id and j.completed_at > asked.completed_at and j.status = 'completed'
order by j.completed_at desc
limit 1
