select recording_session_id
from heimdall.measurement_features
where feature_set = @feature_set and feature_version = (select v.feature_version from heimdall.feature_sets v where v.feature_set = @feature_set and v.is_current)
  and mean_snr_db >= @min_snr and mean_snr_db <= @max_snr
limit @most
