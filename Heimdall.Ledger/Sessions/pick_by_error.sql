-- Sessions in which a receiver failed like this, again and again where several did.
select m.recording_session_id
from (
  select measurement_id
  from heimdall.receiver_features
  where status = 'failed' and error_code = @error_code and feature_set = @feature_set and feature_version = (select v.feature_version from heimdall.feature_sets v where v.feature_set = @feature_set and v.is_current)
  limit @most) failed
cross join lateral (select recording_session_id from heimdall.measurements where id = failed.measurement_id limit 1) m
