-- All that says where a recording's waterfall is, or why there is none: its own row, the job that makes it, and what became of the session.
select m.id as measurement_id, m.recording_session_id, m.frequency_hz, m.datatype, m.sample_rate_hz, v.feature_version as version,
       r.status as receiver_status, r.error_code, coalesce(r.error_message, f.error_message) as error_message, r.iq_sha256,
       coalesce(j.id, f.job_id) as job_id, j.status as job_status, coalesce(f.extraction_failed, false) as has_failed
from heimdall.measurements m
left join heimdall.feature_sets v on v.feature_set = @feature_set and v.is_current
left join heimdall.receiver_features r
  on r.measurement_id = m.id and r.feature_set = v.feature_set and r.feature_version = v.feature_version
left join heimdall.measurement_features f
  on f.recording_session_id = m.recording_session_id and f.feature_set = v.feature_set and f.feature_version = v.feature_version
left join heimdall.extraction_jobs j
  on j.subject_kind = 'session' and j.subject_id = m.recording_session_id and j.feature_set = v.feature_set and j.feature_version = v.feature_version
where m.id = @id
