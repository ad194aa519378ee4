insert into heimdall.recording_sessions as s (id, name, owner, status, frequency_hz, bandwidth_hz, session_start, notes)
values (@id, @name, @owner, 'in_progress', @frequency_hz, @bandwidth_hz, coalesce(@session_start, now()), @notes)
returning s.id, s.name, s.owner, s.status, s.frequency_hz, s.bandwidth_hz, s.session_start, s.session_end, s.duration_seconds, s.notes,
       s.failure_reason, s.feature_extraction_task_id,
       0::bigint as measurement_count,
       s.created_at, s.updated_at
