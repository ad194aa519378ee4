-- Completed sessions of one recording each, whose extraction is missing. A recording has its session's id, so that the work need not ask.
with station as (
  insert into heimdall.websdr_stations (id, name, latitude, longitude)
  values (gen_random_uuid(), 'queue ' || gen_random_uuid(), 45, 7)
  returning id
), sessions as (
  insert into heimdall.recording_sessions (id, owner, status, frequency_hz, session_start, session_end)
  select heimdall.uuid_v7(), 'benchmark', 'completed', 145000000, now() - i * interval '1 ms', now()
  from generate_series(1, @count::integer) i
  returning id, session_start
), recorded as (
  insert into heimdall.measurements (id, recording_session_id, websdr_station_id, frequency_hz, sample_rate_hz, sample_rate_source, datatype,
    samples, iq_data_location, iq_bytes, iq_sha256, recorded_at, station_latitude, station_longitude, dc_guard_bins)
  select sessions.id, sessions.id, station.id, 145000000, 200000, 'declared', 'cf32_le', 200000, 'nowhere', 1600000,
         decode(repeat('00', 32), 'hex'), session_start, 45, 7, 2
  from sessions, station
)
insert into heimdall.coverage (recording_session_id, feature_set, feature_version, state, session_start, measurements)
select id, @feature_set, @feature_version, 'missing', session_start, 1 from sessions
