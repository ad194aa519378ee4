-- Which of these sessions pass, with the key they are sorted by (NaN where they have none). Each is looked up by its id, and so is what a filter asks about it: lateral,
-- limited, and as subqueries, so that no plan reads a table from end to end for a few of its rows. A filter that is not set is not asked.
select s.id,
       case @sort_key::text
         when 'session_start' then (extract(epoch from s.session_start) * 1000000)::double precision
         when 'frequency_hz' then s.frequency_hz::double precision
         else coalesce((
           select f.mean_snr_db from heimdall.measurement_features f
           where f.recording_session_id = s.id and f.feature_set = @feature_set and f.feature_version = current.feature_version), 'NaN') end as key
from (select (select v.feature_version from heimdall.feature_sets v where v.feature_set = @feature_set and v.is_current) as feature_version) current
cross join unnest(@ids::uuid[]) as given (id)
cross join lateral (
  select id, status, name, owner, notes, session_start, frequency_hz from heimdall.recording_sessions where id = given.id limit 1) s
where s.session_start >= @from and s.session_start < @to
  and s.frequency_hz >= @min_frequency and s.frequency_hz <= @max_frequency
  and (@status::text is null or s.status = @status)
  and (@pattern::text is null or heimdall.session_words(s.name, s.owner, s.notes) ilike @pattern)
  and (@state::text is null or (
        select c.state from heimdall.coverage c
        where c.recording_session_id = s.id and c.feature_set = @feature_set and c.feature_version = current.feature_version) = @state)
  and (not @by_snr::boolean or (
        select f.mean_snr_db >= @min_snr and f.mean_snr_db <= @max_snr from heimdall.measurement_features f
        where f.recording_session_id = s.id and f.feature_set = @feature_set and f.feature_version = current.feature_version))
  and (@station_id::uuid is null or (
        select true from heimdall.measurements m where m.recording_session_id = s.id and m.websdr_station_id = @station_id limit 1))
  and (@error_code::text is null or (
        select true
        from heimdall.measurements m
        cross join lateral (
          select from heimdall.receiver_features r
          where r.measurement_id = m.id and r.feature_set = @feature_set and r.feature_version = current.feature_version
            and r.status = 'failed' and r.error_code = @error_code
          limit 1) r
        where m.recording_session_id = s.id
        limit 1))
