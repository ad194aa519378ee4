-- With the claim and in its transaction: what it has claimed has this lease's end and no other claim's, to the microsecond of its begin.
select m.id, m.recording_session_id, m.websdr_station_id, w.name as station_name, m.frequency_hz, m.sample_rate_hz, m.sample_rate_nominal_hz,
       m.sample_rate_source, m.datatype, m.samples, m.iq_data_location, m.iq_bytes, m.iq_sha256, m.recorded_at, m.created_at,
       m.station_latitude, m.station_longitude, m.dc_guard_bins, m.calibration_offset_db
from heimdall.measurements m
join heimdall.websdr_stations w on w.id = m.websdr_station_id
where m.recording_session_id in (
  select j.recording_session_id from heimdall.extraction_jobs j
  where j.status = 'extracting' and j.lease_expires_at = now() + @lease::interval and j.lease_owner = @worker)
order by m.recording_session_id, w.name, m.recorded_at
