select exists (
  select from heimdall.coverage c
  where state = 'missing' and feature_set = @feature_set and feature_version = @feature_version
    and (session_start, recording_session_id) < (@cursor_start, @cursor_id)
    and (@from_time::timestamptz is null or session_start >= @from_time)
    and (@station_id::uuid is null or exists (
      select from heimdall.measurements m where m.recording_session_id = c.recording_session_id and m.websdr_station_id = @station_id)))
