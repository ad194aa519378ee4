-- What waits for its time, as after a failed attempt. What is due needs nobody, and what a paused backfill holds stays held.
select j.id
from heimdall.extraction_jobs j
where j.status = 'queued' and j.ready_seq is null and j.not_before > now() and j.not_before < 'infinity'
  and (@before::uuid is null or j.id < @before)
  and (@lane::text is null or j.lane = @lane)
  and (@session_id::uuid is null or j.subject_id = @session_id)
  and (@feature_set::text is null or j.feature_set = @feature_set)
  and (@feature_version::integer is null or j.feature_version = @feature_version)
  and (@older_version_than::integer is null or j.feature_version < @older_version_than)
  and (@backfill_id::uuid is null or j.backfill_id = @backfill_id)
  and (@from_time::timestamptz is null or (j.id >= @from_id::uuid and j.queued_at >= @from_time))
  and (@to_time::timestamptz is null or (j.id < @to_id::uuid and j.queued_at < @to_time))
  and (@station_id::uuid is null or exists (
        select from heimdall.measurements m where m.recording_session_id = j.subject_id and m.websdr_station_id = @station_id))
  and (@owner::text is null or exists (select from heimdall.recording_sessions s where s.id = j.subject_id and s.owner = @owner))
order by j.id desc
limit @limit
