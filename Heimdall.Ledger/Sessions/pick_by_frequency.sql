select id from heimdall.recording_sessions where frequency_hz >= @min_frequency and frequency_hz <= @max_frequency limit @most
