-- From the live table to the finished one, and the attempts' ends with them. What the deletion returns has the end beside it: joined to it
-- afterwards, each job would be compared with each.
with settled as materialized (
  select * from unnest(@ids::uuid[], @tokens::bigint[], @statuses::text[], @error_kinds::text[], @error_messages::text[], @statistics::text[], @stages::text[])
    as s (id, token, status, error_kind, error_message, statistics, stages)
), gone as (
  delete from heimdall.extraction_jobs j using settled s where j.id = s.id and j.lease_token = s.token
  returning j.*, s.status as end_status, s.statistics, s.error_kind, s.error_message
), ended as (
  update heimdall.job_attempts a
  set ended_at = now(), outcome = s.status, error_kind = s.error_kind, error_message = s.error_message, stages = s.stages::jsonb
  from settled s
  where a.job_id = s.id and a.lease_token = s.token
)
insert into heimdall.finished_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, status, lane, priority,
  progress, progressed_at, attempt, max_attempts, lease_owner, lease_token, traceparent, retry_of, backfill_id, requested_by, queued_at,
  started_at, statistics, error_kind, error_message, completed_at)
select id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, end_status, lane, priority,
       case when end_status = 'completed' then 100 else progress end, progressed_at, attempt, max_attempts, lease_owner, lease_token,
       traceparent, retry_of, backfill_id, requested_by, queued_at, started_at, statistics::jsonb, error_kind, error_message, now()
from gone
