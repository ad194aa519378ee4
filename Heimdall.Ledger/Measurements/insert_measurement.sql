-- No row comes back where the station is unknown, where its recording of this moment is there already, or where the session is full.
with recorded as (
  insert into heimdall.measurements (id, recording_session_id, websdr_station_id, frequency_hz, sample_rate_hz, sample_rate_source, datatype,
    samples, iq_data_location, iq_bytes, iq_sha256, recorded_at, station_latitude, station_longitude, station_altitude_m, dc_guard_bins,
    calibration_offset_db)
  select @id::uuid, s.id, w.id, coalesce(@frequency_hz::bigint, s.frequency_hz), @sample_rate_hz::double precision,
         case when @sample_rate_hz::double precision is null then 'header' else 'declared' end, @datatype::text, @samples::bigint,
         @iq_data_location::text, @iq_bytes::bigint, @iq_sha256::bytea, coalesce(@recorded_at::timestamptz, s.session_start), w.latitude,
         w.longitude, w.altitude_m, w.dc_guard_bins, w.calibration_offset_db
  from heimdall.recording_sessions s, heimdall.websdr_stations w
  where s.id = @recording_session_id and w.id = @websdr_station_id
    and (select count(*) from heimdall.measurements r where r.recording_session_id = @recording_session_id) < @most
  on conflict (recording_session_id, websdr_station_id, recorded_at) do nothing
  returning *
)
select m.id, m.recording_session_id, m.websdr_station_id, w.name as station_name, m.frequency_hz, m.sample_rate_hz, m.sample_rate_nominal_hz,
       m.sample_rate_source, m.datatype, m.samples, m.iq_data_location, m.iq_bytes, m.iq_sha256, m.recorded_at, m.created_at,
       m.station_latitude, m.station_longitude, m.dc_guard_bins, m.calibration_offset_db
from recorded m
join heimdall.websdr_stations w on w.id = m.websdr_station_id
