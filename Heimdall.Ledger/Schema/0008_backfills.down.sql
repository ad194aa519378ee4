drop trigger hold_returned_job on heimdall.extraction_jobs;
drop function heimdall.hold_returned_job();
drop index heimdall.extraction_jobs_by_backfill;
drop trigger count_backfill_jobs on heimdall.finished_jobs;
drop function heimdall.count_backfill_jobs();
drop table heimdall.backfill_outcomes;
drop table heimdall.backfills;
drop function heimdall.notify_backfills();
drop function heimdall.queue_sessions(uuid[], text, integer, uuid, text);
