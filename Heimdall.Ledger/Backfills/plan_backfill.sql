with missing as (
  select c.recording_session_id, c.measurements
  from heimdall.coverage c
  where c.state = 'missing' and c.feature_set = @feature_set and c.feature_version = @feature_version
    and (@from_time::timestamptz is null or c.session_start >= @from_time)
    and (@to_time::timestamptz is null or c.session_start < @to_time)
    and (@station_id::uuid is null or exists (
      select from heimdall.measurements s where s.recording_session_id = c.recording_session_id and s.websdr_station_id = @station_id))
)
select (select count(*) from missing) as sessions,
       (select coalesce(sum(measurements), 0)::bigint from missing) as measurements,
       count(m.iq_bytes) as sized_measurements,
       coalesce(sum(m.iq_bytes), 0)::bigint as bytes
from missing
join heimdall.measurements m using (recording_session_id)
