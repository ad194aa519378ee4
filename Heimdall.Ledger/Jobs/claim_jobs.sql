-- One conditional update: live before backfill, by priority, then by how long it has been due. What a lane offers is read lazily, band by
-- band, until the slots are full: first what waited for its time, then the order from the band's floor. A band's rows are locked as they
-- are read, so nothing is locked that is not taken. Skip locked: workers that claim at the same moment take different jobs and never wait
-- for each other.
with computed as materialized (
  select * from unnest(@feature_sets::text[], @feature_versions::integer[]) as c (feature_set, feature_version)
), live as materialized (
  select due.id
  from (select priority, floor from heimdall.job_bands where lane = 'live' and priority >= @lowest_priority order by priority desc) band
  cross join lateral (
    select * from (
      select id from heimdall.extraction_jobs
      where lane = 'live' and priority = band.priority and status = 'queued' and ready_seq is null and not_before <= now()
        and (feature_set, feature_version) in (select * from computed)
      order by not_before
      limit @limit
      for update skip locked) waited
    union all
    select * from (
      select id from heimdall.extraction_jobs
      where lane = 'live' and priority = band.priority and status = 'queued' and ready_seq >= band.floor
        and (feature_set, feature_version) in (select * from computed)
      order by ready_seq
      limit @limit
      for update skip locked) ready
  ) due
  limit @limit
), backfill as materialized (
  select due.id
  from (select priority, floor from heimdall.job_bands where lane = 'backfill' and priority >= @lowest_priority order by priority desc) band
  cross join lateral (
    select * from (
      select id from heimdall.extraction_jobs
      where lane = 'backfill' and priority = band.priority and status = 'queued' and ready_seq is null and not_before <= now()
        and (feature_set, feature_version) in (select * from computed)
      order by not_before
      limit @limit
      for update skip locked) waited
    union all
    select * from (
      select id from heimdall.extraction_jobs
      where lane = 'backfill' and priority = band.priority and status = 'queued' and ready_seq >= band.floor
        and (feature_set, feature_version) in (select * from computed)
      order by ready_seq
      limit @limit
      for update skip locked) ready
  ) due
  -- All live work that is due has been taken by now, or the slots are full.
  limit least(@backfill_limit::bigint, @limit - (select count(*) from live))
), claimed as (
  update heimdall.extraction_jobs j
  set status = 'extracting',
      attempt = j.attempt + 1,
      lease_owner = @worker,
      lease_token = j.lease_token + 1,
      lease_expires_at = now() + @lease::interval,
      started_at = now(),
      progress = 0,
      progressed_at = now(),
      updated_at = now()
  from (select id from live union all select id from backfill) due
  where j.id = due.id
  returning j.*
), tried as (
  insert into heimdall.job_attempts (job_id, lease_token, attempt, worker, started_at)
  select id, lease_token, attempt, lease_owner, now() from claimed
)
-- A row a recording of the job's session, or one without: what was recorded does not change after a session's end, and nobody has to ask again.
-- Lateral and ordered: a subquery of its own is looked up by key for each job, one after the other in the jobs' order; joined, a plan made while the
-- tables were empty could read all of them, and all rows at the end would be sorted with all they carry.
select c.id, c.recording_session_id, c.feature_set, c.feature_version, c.lane, c.attempt, c.max_attempts, c.lease_token, c.traceparent, c.queued_at,
       m.id, m.recording_session_id, m.websdr_station_id, m.station_name, m.frequency_hz, m.sample_rate_hz, m.sample_rate_nominal_hz,
       m.sample_rate_source, m.datatype, m.samples, m.iq_data_location, m.iq_bytes, m.iq_sha256, m.recorded_at, m.created_at,
       m.station_latitude, m.station_longitude, m.dc_guard_bins, m.calibration_offset_db
from (select * from claimed order by lane desc, priority desc, ready_seq nulls first, not_before, id offset 0) c
left join lateral (
  select r.*, (select w.name from heimdall.websdr_stations w where w.id = r.websdr_station_id) as station_name
  from heimdall.measurements r
  where r.recording_session_id = c.recording_session_id
  order by station_name, r.recorded_at) m on true
