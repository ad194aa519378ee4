select id from heimdall.recording_sessions where status = @status limit @most
