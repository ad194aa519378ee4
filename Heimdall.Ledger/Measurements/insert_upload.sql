insert into heimdall.uploads (measurement_id, recording_session_id, object_key, created_by)
values (@measurement_id, @recording_session_id, @object_key, @created_by)
