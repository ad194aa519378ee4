-- One settled job a covered session, and its only attempt.
with settled as (
  insert into heimdall.finished_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, status, lane, priority,
    progress, attempt, max_attempts, lease_owner, lease_token, requested_by, queued_at, started_at, error_kind, error_message, statistics, completed_at)
  select job_id, 'session', session_id, session_id, @feature_set, @feature_version,
         case when error_kind = 'cancelled' then 'cancelled' when error_kind is null then 'completed' else 'failed' end,
         case when n % 10 = 0 then 'backfill' else 'live' end, 0, 100, 1, 5, 'seed', 1, 'seed', session_start + interval '1 second',
         session_start + interval '1.01 seconds', error_kind, case when error_kind is not null then 'seeded' end,
         '{"total": 7, "success": 7, "failed": 0, "errors": []}', session_start + interval '2 seconds'
  from seed_batch
  where state <> 'missing'
  returning id, status, error_kind, error_message, started_at, completed_at
)
insert into heimdall.job_attempts (job_id, lease_token, attempt, worker, started_at, ended_at, outcome, error_kind, error_message, stages)
select id, 1, 1, 'seed', started_at, completed_at, status, error_kind, error_message, '{"features": 900, "load": 90}'
from settled
