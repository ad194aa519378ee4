select recording_session_id
from heimdall.coverage
where feature_set = @feature_set and feature_version = (select v.feature_version from heimdall.feature_sets v where v.feature_set = @feature_set and v.is_current) and state = @state
limit @most
