-- Skip locked: workers that claim at the same moment take different jobs and never wait for each other. The order is the index's.
with due as (
  select id
  from heimdall.extraction_jobs
  where status = 'queued'
    and not_before <= now()
    and (feature_set, feature_version) in (select * from unnest(@feature_sets::text[], @feature_versions::integer[]))
  order by lane desc, priority desc, queued_at
  limit @limit
  for update skip locked
), claimed as (
  update heimdall.extraction_jobs j
  set status = 'extracting',
      attempt = j.attempt + 1,
      lease_owner = @worker,
      lease_token = j.lease_token + 1,
      lease_expires_at = now() + @lease::interval,
      started_at = now(),
      progress = 0,
      progressed_at = now(),
      updated_at = now()
  from due
  where j.id = due.id
  returning j.*
), tried as (
  insert into heimdall.job_attempts (job_id, lease_token, attempt, worker, started_at)
  select id, lease_token, attempt, lease_owner, now() from claimed
)
select id, recording_session_id, feature_set, feature_version, lane, attempt, max_attempts, lease_token, traceparent, queued_at
from claimed
order by lane desc, priority desc, queued_at
