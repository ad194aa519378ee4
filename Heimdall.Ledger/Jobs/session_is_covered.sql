select exists (
  select from heimdall.coverage
  where recording_session_id = @session_id and feature_set = @feature_set and feature_version = @feature_version)
