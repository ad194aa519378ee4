insert into heimdall.measurement_features (recording_session_id, feature_set, feature_version, job_id, extraction_metadata, overall_confidence,
  mean_snr_db, num_receivers_detected, extraction_failed, error_message)
values (@session_id, @feature_set, @feature_version, @job_id, @metadata::jsonb, @overall_confidence, @mean_snr_db, @num_receivers_detected,
  @error_message::text is not null, @error_message::text)
on conflict (recording_session_id, feature_set, feature_version) do update
set job_id = excluded.job_id,
    extraction_metadata = excluded.extraction_metadata,
    overall_confidence = excluded.overall_confidence,
    mean_snr_db = excluded.mean_snr_db,
    num_receivers_detected = excluded.num_receivers_detected,
    extraction_failed = excluded.extraction_failed,
    error_message = excluded.error_message,
    created_at = now()
