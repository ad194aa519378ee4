select id from heimdall.recording_sessions where session_start >= @from and session_start < @to limit @most
