-- The rows of a page, in its order, each looked up by its id. The state and the figures are those of the set's current version.
select s.id, s.name, s.owner, s.status, s.frequency_hz, s.bandwidth_hz, s.session_start, s.session_end, s.duration_seconds, s.notes,
       s.failure_reason, s.feature_extraction_task_id,
       (select count(*) from heimdall.measurements m where m.recording_session_id = s.id) as measurement_count,
       s.created_at, s.updated_at, case c.state when 'queued' then j.status else c.state end as features_state, f.mean_snr_db, f.overall_confidence, f.num_receivers_detected,
       case when f.recording_session_id is not null then (
         select count(*)
         from heimdall.measurements m
         cross join lateral (
           select from heimdall.receiver_features r
           where r.measurement_id = m.id and r.feature_set = @feature_set and r.feature_version = current.feature_version and r.status = 'failed'
           limit 1) r
         where m.recording_session_id = s.id) end as receivers_failed
from (select (select v.feature_version from heimdall.feature_sets v where v.feature_set = @feature_set and v.is_current) as feature_version) current
cross join unnest(@ids::uuid[]) with ordinality as page (id, place)
cross join lateral (select * from heimdall.recording_sessions where id = page.id limit 1) s
left join lateral (
  select state from heimdall.coverage
  where recording_session_id = s.id and feature_set = @feature_set and feature_version = current.feature_version
  limit 1) c on true
left join lateral (
  select status from heimdall.extraction_jobs
  where recording_session_id = s.id and feature_set = @feature_set and feature_version = current.feature_version
  limit 1) j on c.state = 'queued'
left join lateral (
  select recording_session_id, mean_snr_db, overall_confidence, num_receivers_detected from heimdall.measurement_features
  where recording_session_id = s.id and feature_set = @feature_set and feature_version = current.feature_version
  limit 1) f on true
order by page.place
