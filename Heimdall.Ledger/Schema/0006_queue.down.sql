update heimdall.finished_jobs set error_kind = 'data' where error_kind = 'program';
alter table heimdall.finished_jobs drop constraint finished_jobs_error_kind_check;
alter table heimdall.finished_jobs add constraint finished_jobs_error_kind_check
  check (error_kind in ('data', 'infrastructure', 'lease_expired', 'timeout', 'cancelled'));
update heimdall.receiver_features set error_code = 'bad_header' where error_code = 'internal_error';
alter table heimdall.receiver_features drop constraint receiver_features_error_code_check;
alter table heimdall.receiver_features add constraint receiver_features_error_code_check
  check (error_code in ('object_missing', 'truncated', 'odd_byte_count', 'not_finite', 'too_short', 'bad_header',
                        'datatype_mismatch', 'sample_rate_mismatch', 'hash_mismatch'));
drop trigger derive_coverage_updated on heimdall.extraction_jobs;
create trigger derive_coverage_updated after update on heimdall.extraction_jobs
  referencing new table as changed for each statement execute function heimdall.derive_coverage();
drop function heimdall.derive_coverage_of_changed_jobs();
create or replace function heimdall.hold_lease(job_id uuid, token bigint) returns void language plpgsql as $$
begin
  perform from heimdall.extraction_jobs where id = job_id and lease_token = token and status = 'extracting' for update;
  if not found then
    raise exception 'lease % of job % is lost', token, job_id using errcode = 'HD001';
  end if;
end $$;
drop function heimdall.hold_leases(uuid[], bigint[]);
drop trigger notify_requeued_jobs on heimdall.extraction_jobs;
drop trigger order_requeued_job on heimdall.extraction_jobs;
drop trigger order_new_job on heimdall.extraction_jobs;
drop function heimdall.order_job();
drop index heimdall.extraction_jobs_waiting;
drop index heimdall.extraction_jobs_ready;
alter table heimdall.extraction_jobs drop column ready_seq;
create index extraction_jobs_to_claim on heimdall.extraction_jobs (lane desc, priority desc, queued_at) where status = 'queued';
create index extraction_jobs_to_announce on heimdall.extraction_jobs (not_before) where status = 'queued';
drop table heimdall.job_bands;
drop sequence heimdall.job_order;
