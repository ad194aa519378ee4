select feature_set, feature_version, feature_names, is_current, lane, priority from heimdall.feature_sets order by feature_set, feature_version
