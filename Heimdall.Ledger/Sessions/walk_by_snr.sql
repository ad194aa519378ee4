-- The next sessions by their mean SNR, one way or the other; those without one are not among them.
(
  select recording_session_id as id, mean_snr_db as key
  from heimdall.measurement_features
  where @descending::boolean and (mean_snr_db, recording_session_id) < (@after_snr::double precision, @after_id::uuid)
    and feature_set = @feature_set and feature_version = (select v.feature_version from heimdall.feature_sets v where v.feature_set = @feature_set and v.is_current)
    and mean_snr_db >= @min_snr and mean_snr_db <= @max_snr
  order by mean_snr_db desc, recording_session_id desc
  limit @look
)
union all
(
  select recording_session_id, mean_snr_db
  from heimdall.measurement_features
  where not @descending::boolean and (mean_snr_db, recording_session_id) > (@after_snr::double precision, @after_id::uuid)
    and feature_set = @feature_set and feature_version = (select v.feature_version from heimdall.feature_sets v where v.feature_set = @feature_set and v.is_current)
    and mean_snr_db >= @min_snr and mean_snr_db <= @max_snr
  order by mean_snr_db, recording_session_id
  limit @look
)
