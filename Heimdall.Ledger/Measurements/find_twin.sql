select m.id, m.recording_session_id, m.websdr_station_id, w.name as station_name, m.frequency_hz, m.sample_rate_hz, m.sample_rate_nominal_hz,
       m.sample_rate_source, m.datatype, m.samples, m.iq_data_location, m.iq_bytes, m.iq_sha256, m.recorded_at, m.created_at,
       m.station_latitude, m.station_longitude, m.dc_guard_bins, m.calibration_offset_db
from heimdall.measurements m
join heimdall.websdr_stations w on w.id = m.websdr_station_id
join heimdall.recording_sessions s on s.id = m.recording_session_id
where m.recording_session_id = @recording_session_id
  and m.websdr_station_id = @websdr_station_id
  and m.recorded_at = coalesce(@recorded_at::timestamptz, s.session_start)
