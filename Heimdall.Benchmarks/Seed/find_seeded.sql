-- How many are there already, and where their time begins.
select count(*) as sessions, min(session_start) as earliest from heimdall.recording_sessions where owner = 'seed'
