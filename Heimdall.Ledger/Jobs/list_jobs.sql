-- Ids grow with time: the latest first is the index's own order in both halves of the view. A filter that is not set is gone before the
-- statement is planned, so each one that is set finds its own index.
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
  and (@older_version_than::integer is null or feature_version < @older_version_than)
  and (@backfill_id::uuid is null or backfill_id = @backfill_id)
  and (@from_time::timestamptz is null or (id >= @from_id::uuid and queued_at >= @from_time))
  and (@to_time::timestamptz is null or (id < @to_id::uuid and queued_at < @to_time))
  and (@station_id::uuid is null or exists (
        select from heimdall.measurements m where m.recording_session_id = subject_id and m.websdr_station_id = @station_id))
  and (@owner::text is null or exists (select from heimdall.recording_sessions s where s.id = subject_id and s.owner = @owner))
order by id desc
limit @limit
