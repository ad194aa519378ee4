-- From the live table to the finished one, and the attempt's end with it.
with gone as (
  delete from heimdall.extraction_jobs where id = @id and lease_token = @token returning *
), ended as (
  update heimdall.job_attempts
  set ended_at = now(), outcome = @outcome, error_kind = @error_kind, error_message = @error_message, stages = @stages::jsonb
  where job_id = @id and lease_token = @token
)
insert into heimdall.finished_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, status, lane, priority,
  progress, progressed_at, attempt, max_attempts, lease_owner, lease_token, traceparent, retry_of, backfill_id, requested_by, queued_at,
  started_at, statistics, error_kind, error_message, completed_at)
select id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, @status, lane, priority,
       case when @status = 'completed' then 100 else progress end, progressed_at, attempt, max_attempts, lease_owner, lease_token,
       traceparent, retry_of, backfill_id, requested_by, queued_at, started_at, @statistics::jsonb, @error_kind, @error_message, now()
from gone
