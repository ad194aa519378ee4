-- What failed, or was cancelled, and is its subject's last word: nothing is queued for it and nothing came after it. So whoever asks
-- again gets the next ones and not those that were retried already. That none of them completed is said for the index of those.
select j.id
from heimdall.finished_jobs j
where j.status <> 'completed'
  and j.status = @status
  and (@before::uuid is null or j.id < @before)
  and (@lane::text is null or j.lane = @lane)
  and (@error_kind::text is null or j.error_kind = @error_kind)
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
  and not exists (
        select from heimdall.extraction_jobs l
        where l.subject_kind = j.subject_kind and l.subject_id = j.subject_id and l.feature_set = j.feature_set and l.feature_version = j.feature_version)
  and not exists (
        select from heimdall.finished_jobs later
        where later.subject_id = j.subject_id and later.feature_set = j.feature_set and later.feature_version = j.feature_version
          and later.completed_at > j.completed_at)
order by j.id desc
limit @limit
