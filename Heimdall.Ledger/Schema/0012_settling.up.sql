-- Results are written in one round trip; what follows from a job's row is taken from it and not looked up; and whatever was planned while a
-- table was small stays right when it has grown.

-- The fence of results that are written together: all of them are their workers', or the transaction stops and nothing is written.
create function heimdall.hold_all_leases(job_ids uuid[], tokens bigint[]) returns void language plpgsql as $$
declare
  held bigint;
begin
  select count(*) into held from heimdall.hold_leases(job_ids, tokens);
  if held < cardinality(job_ids) then
    raise exception '% of % leases are lost', cardinality(job_ids) - held, cardinality(job_ids) using errcode = 'HD001';
  end if;
end $$;

-- A session plans these once and keeps the plan. Made while the tables were nearly empty it would read them from end to end ever after.
alter function heimdall.derive_coverage() set enable_seqscan = off;
alter function heimdall.derive_coverage() set enable_hashjoin = off;
alter function heimdall.derive_coverage() set enable_mergejoin = off;
alter function heimdall.derive_coverage_of_changed_jobs() set enable_seqscan = off;
alter function heimdall.derive_coverage_of_changed_jobs() set enable_hashjoin = off;
alter function heimdall.derive_coverage_of_changed_jobs() set enable_mergejoin = off;

-- A subject has one live job at most: the new row is the job, and where it is gone there is none.
create function heimdall.derive_coverage_of_moved_jobs() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  update heimdall.coverage c
  set state = heimdall.coverage_state(f.extraction_failed, case tg_op when 'INSERT' then j.status end)
  from changed j
  left join heimdall.measurement_features f
    on f.recording_session_id = j.recording_session_id and f.feature_set = j.feature_set and f.feature_version = j.feature_version
  where c.recording_session_id = j.recording_session_id
    and c.feature_set = j.feature_set
    and c.feature_version = j.feature_version
    and c.state <> heimdall.coverage_state(f.extraction_failed, case tg_op when 'INSERT' then j.status end);
  return null;
end $$;

drop trigger derive_coverage_inserted on heimdall.extraction_jobs;
create trigger derive_coverage_inserted after insert on heimdall.extraction_jobs
  referencing new table as changed for each statement execute function heimdall.derive_coverage_of_moved_jobs();
drop trigger derive_coverage_deleted on heimdall.extraction_jobs;
create trigger derive_coverage_deleted after delete on heimdall.extraction_jobs
  referencing old table as changed for each statement execute function heimdall.derive_coverage_of_moved_jobs();

-- A receiver's features are several KB of JSON, and pglz is slow to pack them. Servers may have been built without lz4.
do $$
begin
  if exists (select from pg_settings where name = 'default_toast_compression' and 'lz4' = any (enumvals)) then
    alter table heimdall.receiver_features alter column features set compression lz4;
    alter table heimdall.receiver_chunks alter column data set compression lz4;
  end if;
end $$;
