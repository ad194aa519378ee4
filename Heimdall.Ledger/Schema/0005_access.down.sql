drop table heimdall.audit_log;
drop table heimdall.api_keys;
