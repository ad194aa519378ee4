insert into heimdall.extraction_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, lane, traceparent, requested_by)
values (@id, 'session', @session_id, @session_id, @feature_set, @feature_version, 'live', @traceparent, @requested_by)
on conflict (subject_kind, subject_id, feature_set, feature_version) do nothing
