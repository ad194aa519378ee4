insert into heimdall.measurements (id, recording_session_id, websdr_station_id, frequency_hz, sample_rate_hz, sample_rate_source, datatype,
  samples, iq_data_location, iq_bytes, recorded_at, created_at, station_latitude, station_longitude, dc_guard_bins)
select (b.id_time || '70038' || lpad(to_hex(b.n * 8 + w.k), 15, '0'))::uuid, b.session_id, w.id, b.frequency_hz, 200000, 'declared', 'cf32_le',
       200000, 'seed/' || b.n, 1600000, b.session_start, b.session_start, w.latitude, w.longitude, w.dc_guard_bins
from seed_batch b
cross join (select *, row_number() over (order by name) as k from heimdall.websdr_stations where name like 'seed _') w
order by b.n, w.k
