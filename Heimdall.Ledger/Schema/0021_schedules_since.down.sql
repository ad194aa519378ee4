alter table heimdall.schedules drop column interval_since;
