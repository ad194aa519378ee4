select recording_session_id, feature_set, feature_version, job_id, extraction_metadata, overall_confidence, mean_snr_db,
       num_receivers_detected, extraction_failed, error_message, created_at
from heimdall.measurement_features
where recording_session_id = @session_id and feature_set = @feature_set and feature_version = @feature_version
