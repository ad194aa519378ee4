alter table heimdall.receiver_features alter column features set compression default;
alter table heimdall.receiver_chunks alter column data set compression default;

drop trigger derive_coverage_inserted on heimdall.extraction_jobs;
create trigger derive_coverage_inserted after insert on heimdall.extraction_jobs
  referencing new table as changed for each statement execute function heimdall.derive_coverage();
drop trigger derive_coverage_deleted on heimdall.extraction_jobs;
create trigger derive_coverage_deleted after delete on heimdall.extraction_jobs
  referencing old table as changed for each statement execute function heimdall.derive_coverage();

drop function heimdall.derive_coverage_of_moved_jobs();
alter function heimdall.derive_coverage() reset all;
alter function heimdall.derive_coverage_of_changed_jobs() reset all;
drop function heimdall.hold_all_leases;
