-- A job that was pruned, told from the features it made. A failure without its job is nobody's to retry, so it is no result here:
-- whoever asks for the extraction gets a new job.
select f.job_id as id, 'session' as subject_kind, f.recording_session_id as subject_id, f.recording_session_id, f.feature_set, f.feature_version,
       'completed' as status, 'live' as lane, 0 as priority, 100 as progress, null::timestamptz as progressed_at, 1 as attempt, 1 as max_attempts,
       null::timestamptz as not_before, null::text as lease_owner, null::timestamptz as lease_expires_at, null::text as traceparent,
       null::uuid as retry_of, null::uuid as backfill_id, s.owner as requested_by, f.created_at as queued_at, null::timestamptz as started_at,
       f.created_at as completed_at, r.statistics, null::text as error_kind, null::text as error_message
from heimdall.measurement_features f
join heimdall.recording_sessions s on s.id = f.recording_session_id
cross join lateral (
  select jsonb_build_object(
           'total', count(*),
           'success', count(*) filter (where r.status = 'ok'),
           'failed', count(*) filter (where r.status = 'failed'),
           'errors', coalesce(
             jsonb_agg(jsonb_build_object('measurement_id', r.measurement_id, 'error_code', r.error_code, 'error_message', r.error_message))
               filter (where r.status = 'failed'), '[]'::jsonb)) as statistics
  from heimdall.measurements m
  join heimdall.receiver_features r on r.measurement_id = m.id and r.feature_set = f.feature_set and r.feature_version = f.feature_version
  where m.recording_session_id = f.recording_session_id) r
where f.recording_session_id = @session_id and f.feature_set = @feature_set and f.feature_version = @feature_version
  and not f.extraction_failed
