-- The order of the queue, so that a claim stays as quick behind millions of jobs that are done as in front of none.
--
-- While somebody holds a snapshot, rows that are done with cannot be cleaned away, and whoever reads an index from its head walks over all
-- of them. Every job therefore gets a growing number when it becomes due, and every band (a lane and a priority) has a floor: below it
-- nothing waits, and nobody looks. What is queued for later has no number yet and waits in an index of its own, by its time.

create sequence heimdall.job_order;

alter table heimdall.extraction_jobs add column ready_seq bigint;

create table heimdall.job_bands (
  lane      text not null check (lane in ('live', 'backfill')),
  priority  integer not null check (priority between -100 and 100),
  -- Only a hint of where to begin: the looks that raise it see what is below it and set it back.
  floor     bigint not null default 0,
  primary key (lane, priority)
) with (fillfactor = 10, autovacuum_vacuum_threshold = 50, autovacuum_vacuum_scale_factor = 0);

insert into heimdall.job_bands (lane, priority) values ('live', 0), ('backfill', 0);
insert into heimdall.job_bands (lane, priority) select distinct lane, priority from heimdall.extraction_jobs on conflict do nothing;

drop index heimdall.extraction_jobs_to_claim;
drop index heimdall.extraction_jobs_to_announce;
create index extraction_jobs_ready on heimdall.extraction_jobs (lane, priority, ready_seq) where status = 'queued' and ready_seq is not null;
create index extraction_jobs_waiting on heimdall.extraction_jobs (lane, priority, not_before) where status = 'queued' and ready_seq is null;

update heimdall.extraction_jobs j
set ready_seq = o.seq
from (select id, nextval('heimdall.job_order') as seq
      from (select id from heimdall.extraction_jobs where not_before <= now() order by queued_at) due) o
where j.id = o.id;

-- Whoever queues a job, for now or for later, again or in another band: its place in the order follows from the row.
create function heimdall.order_job() returns trigger language plpgsql as $$
begin
  perform from heimdall.job_bands where lane = new.lane and priority = new.priority;
  if not found then
    insert into heimdall.job_bands (lane, priority) values (new.lane, new.priority) on conflict do nothing;
  end if;

  if new.not_before > now() then
    new.ready_seq := null;
  elsif new.ready_seq is null then
    new.ready_seq := nextval('heimdall.job_order');
  else
    -- It keeps its age. Skip locked: two that give jobs back never wait for each other; what one of them skips, the next look finds.
    update heimdall.job_bands
    set floor = new.ready_seq
    where (lane, priority) in (
      select lane, priority from heimdall.job_bands
      where lane = new.lane and priority = new.priority and floor > new.ready_seq
      for update skip locked);
  end if;

  return new;
end $$;

create trigger order_new_job before insert on heimdall.extraction_jobs for each row execute function heimdall.order_job();
create trigger order_requeued_job before update of status, not_before, lane, priority on heimdall.extraction_jobs
  for each row when (new.status = 'queued' and (old.status, old.not_before, old.lane, old.priority)
                                             is distinct from (new.status, new.not_before, new.lane, new.priority))
  execute function heimdall.order_job();

-- What was given back is announced at once, as what is new.
create trigger notify_requeued_jobs after update of status on heimdall.extraction_jobs
  for each row when (new.status = 'queued' and old.status <> 'queued') execute function heimdall.notify_jobs();

-- The fence of many jobs at once: locks those that are still their workers', in one order for everybody, and says which they are.
create function heimdall.hold_leases(job_ids uuid[], tokens bigint[]) returns table (job_id uuid, lease_token bigint) language sql as $$
  select j.id, j.lease_token
  from unnest(job_ids, tokens) as held (id, token)
  join heimdall.extraction_jobs j on j.id = held.id
  where j.lease_token = held.token and j.status = 'extracting'
  order by j.id
  for update of j;
$$;

create or replace function heimdall.hold_lease(job_id uuid, token bigint) returns void language plpgsql as $$
begin
  perform from heimdall.hold_leases(array[job_id], array[token]);
  if not found then
    raise exception 'lease % of job % is lost', token, job_id using errcode = 'HD001';
  end if;
end $$;

-- A renewal moves a lease and the progress, not the state: it has nothing to derive.
create function heimdall.derive_coverage_of_changed_jobs() returns trigger language plpgsql as $$
begin
  if not exists (select from changed c join former f on f.id = c.id where c.status <> f.status) then
    return null;
  end if;

  update heimdall.coverage c
  set state = heimdall.coverage_state(f.extraction_failed, j.status)
  from changed j
  join former o on o.id = j.id
  left join heimdall.measurement_features f
    on f.recording_session_id = j.recording_session_id and f.feature_set = j.feature_set and f.feature_version = j.feature_version
  where j.status <> o.status
    and c.recording_session_id = j.recording_session_id
    and c.feature_set = j.feature_set
    and c.feature_version = j.feature_version
    and c.state <> heimdall.coverage_state(f.extraction_failed, j.status);
  return null;
end $$;

drop trigger derive_coverage_updated on heimdall.extraction_jobs;
create trigger derive_coverage_updated after update on heimdall.extraction_jobs
  referencing old table as former new table as changed for each statement execute function heimdall.derive_coverage_of_changed_jobs();

-- What the program did wrong is not the data's fault, and trying again does not mend it.
alter table heimdall.finished_jobs drop constraint finished_jobs_error_kind_check;
alter table heimdall.finished_jobs add constraint finished_jobs_error_kind_check
  check (error_kind in ('data', 'infrastructure', 'program', 'lease_expired', 'timeout', 'cancelled'));
alter table heimdall.receiver_features drop constraint receiver_features_error_code_check;
alter table heimdall.receiver_features add constraint receiver_features_error_code_check
  check (error_code in ('object_missing', 'truncated', 'odd_byte_count', 'not_finite', 'too_short', 'bad_header',
                        'datatype_mismatch', 'sample_rate_mismatch', 'hash_mismatch', 'internal_error'));
