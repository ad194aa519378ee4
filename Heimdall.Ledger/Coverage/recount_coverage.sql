-- From the rows that decide, without the table that remembers.
select heimdall.coverage_state(f.extraction_failed, j.status) as state, count(*) as recordings, sum(m.n)::bigint as measurements
from heimdall.recording_sessions s
join (select recording_session_id, count(*) as n from heimdall.measurements group by recording_session_id) m on m.recording_session_id = s.id
left join heimdall.measurement_features f
  on f.recording_session_id = s.id and f.feature_set = @feature_set and f.feature_version = @feature_version
left join heimdall.extraction_jobs j
  on j.recording_session_id = s.id and j.feature_set = @feature_set and j.feature_version = @feature_version
where s.status = 'completed'
group by 1
