insert into heimdall.measurement_features (recording_session_id, feature_set, feature_version, job_id, extraction_metadata, overall_confidence,
  mean_snr_db, num_receivers_detected, extraction_failed, error_message)
select s.session_id, s.feature_set, s.feature_version, s.job_id, s.metadata::jsonb, s.overall_confidence, s.mean_snr_db,
       s.num_receivers_detected, s.error_message is not null, s.error_message
from unnest(@session_ids::uuid[], @feature_sets::text[], @feature_versions::integer[], @job_ids::uuid[], @metadata::text[],
            @overall_confidences::double precision[], @mean_snrs_db::double precision[], @nums_receivers_detected::integer[], @error_messages::text[])
  as s (session_id, feature_set, feature_version, job_id, metadata, overall_confidence, mean_snr_db, num_receivers_detected, error_message)
on conflict (recording_session_id, feature_set, feature_version) do update
set job_id = excluded.job_id,
    extraction_metadata = excluded.extraction_metadata,
    overall_confidence = excluded.overall_confidence,
    mean_snr_db = excluded.mean_snr_db,
    num_receivers_detected = excluded.num_receivers_detected,
    extraction_failed = excluded.extraction_failed,
    error_message = excluded.error_message,
    created_at = now()
