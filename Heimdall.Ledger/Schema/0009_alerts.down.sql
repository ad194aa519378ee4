drop function heimdall.drop_finished_jobs_before(timestamptz);
drop index heimdall.finished_jobs_by_end;
drop table heimdall.alerts;
