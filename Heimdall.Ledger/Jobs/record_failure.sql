-- Only where there are no features: a failed attempt to make them anew takes nothing away.
insert into heimdall.measurement_features (recording_session_id, feature_set, feature_version, job_id, extraction_metadata,
  overall_confidence, mean_snr_db, num_receivers_detected, extraction_failed, error_message)
select recording_session_id, feature_set, feature_version, id, '{}', 0, null, 0, true, @error_message
from heimdall.extraction_jobs
where id = @id and recording_session_id is not null
on conflict (recording_session_id, feature_set, feature_version) do update
set job_id = excluded.job_id, error_message = excluded.error_message, created_at = now()
where measurement_features.extraction_failed
