select feature_set, feature_version, feature_names, is_current, lane, priority from heimdall.feature_sets where feature_set = @feature_set and feature_version = @feature_version
