-- A start that was announced for the future is not after the end.
update heimdall.recording_sessions
set status = 'completed', session_end = greatest(now(), session_start), updated_at = now()
where id = @id and status in ('pending', 'in_progress')
