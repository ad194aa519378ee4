insert into heimdall.measurement_features (recording_session_id, feature_set, feature_version, job_id, extraction_metadata, overall_confidence,
  mean_snr_db, num_receivers_detected, extraction_failed, error_message, created_at)
select session_id, @feature_set, @feature_version, job_id, '{}', 0.9, case state when 'with' then (n * 31 % 600) / 10.0 - 10 end, 7, state = 'failed', case state when 'failed' then 'seeded' end,
       session_start + interval '2 seconds'
from seed_batch
where state <> 'missing'
