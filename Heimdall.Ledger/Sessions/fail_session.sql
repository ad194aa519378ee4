update heimdall.recording_sessions
set status = 'failed', failure_reason = @reason, session_end = greatest(now(), session_start), updated_at = now()
where id = @id and status in ('pending', 'in_progress')
