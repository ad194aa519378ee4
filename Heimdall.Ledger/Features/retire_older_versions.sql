update heimdall.feature_sets
set is_current = false
where feature_set = @feature_set and feature_version < @feature_version and is_current
