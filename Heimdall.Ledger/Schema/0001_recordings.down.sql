drop table heimdall.uploads;
drop table heimdall.measurements;
drop table heimdall.recording_sessions;
drop function heimdall.keep_ended_sessions_ended();
drop table heimdall.websdr_stations;
