drop table heimdall.console_sessions;
