-- How far it is: the state of every recording under every feature set version, and the counts of the states.
--
-- A recording is a completed session with a measurement. Its state follows from two rows alone: features win over a live job (a result
-- that is being made anew is still a result), a live job over a recorded failure, and without either the recording is missing. Triggers
-- derive the state in the transaction that changes one of them, so no statement can forget it.

create table heimdall.coverage (
  recording_session_id  uuid not null references heimdall.recording_sessions,
  feature_set           text not null,
  feature_version       integer not null,
  state                 text not null check (state in ('with', 'queued', 'extracting', 'failed', 'missing')),
  session_start         timestamptz not null,
  measurements          integer not null check (measurements > 0),
  primary key (recording_session_id, feature_set, feature_version),
  foreign key (feature_set, feature_version) references heimdall.feature_sets
) with (fillfactor = 80);

-- The next batch reads its newest and its oldest from the two ends of this.
create index coverage_missing on heimdall.coverage (feature_set, feature_version, session_start, recording_session_id) where state = 'missing';

-- Increments, not totals: inserting never waits for another transaction. A count is a sum; compacting keeps the sum and drops the rows.
create table heimdall.coverage_counts (
  feature_set      text not null,
  feature_version  integer not null,
  state            text not null,
  recordings       bigint not null,
  measurements     bigint not null
) with (autovacuum_vacuum_scale_factor = 0.1, autovacuum_vacuum_threshold = 500);

create function heimdall.count_coverage() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into heimdall.coverage_counts
    select feature_set, feature_version, state, count(*), sum(measurements) from added group by 1, 2, 3;
  elsif tg_op = 'DELETE' then
    insert into heimdall.coverage_counts
    select feature_set, feature_version, state, -count(*), -sum(measurements) from removed group by 1, 2, 3;
  else
    insert into heimdall.coverage_counts
    select feature_set, feature_version, state, sum(n), sum(m)
    from (select feature_set, feature_version, state, 1 as n, measurements as m from added
          union all
          select feature_set, feature_version, state, -1, -measurements from removed) change
    group by 1, 2, 3
    having sum(n) <> 0 or sum(m) <> 0;
  end if;
  return null;
end $$;

create trigger count_coverage_added after insert on heimdall.coverage
  referencing new table as added for each statement execute function heimdall.count_coverage();
create trigger count_coverage_removed after delete on heimdall.coverage
  referencing old table as removed for each statement execute function heimdall.count_coverage();
create trigger count_coverage_changed after update on heimdall.coverage
  referencing old table as removed new table as added for each statement execute function heimdall.count_coverage();

create function heimdall.coverage_state(features_failed boolean, job_status text) returns text language sql immutable as $$
  select case when features_failed = false then 'with'
              when job_status is not null then job_status
              when features_failed then 'failed'
              else 'missing' end;
$$;

-- Derives the state of every recording whose rows are in the transition table `changed`.
create function heimdall.derive_coverage() returns trigger language plpgsql as $$
begin
  update heimdall.coverage c
  set state = heimdall.coverage_state(f.extraction_failed, j.status)
  from (select distinct recording_session_id, feature_set, feature_version from changed where recording_session_id is not null) k
  left join heimdall.measurement_features f using (recording_session_id, feature_set, feature_version)
  left join heimdall.extraction_jobs j using (recording_session_id, feature_set, feature_version)
  where c.recording_session_id = k.recording_session_id
    and c.feature_set = k.feature_set
    and c.feature_version = k.feature_version
    and c.state <> heimdall.coverage_state(f.extraction_failed, j.status);
  return null;
end $$;

create trigger derive_coverage_inserted after insert on heimdall.extraction_jobs
  referencing new table as changed for each statement execute function heimdall.derive_coverage();
create trigger derive_coverage_updated after update on heimdall.extraction_jobs
  referencing new table as changed for each statement execute function heimdall.derive_coverage();
create trigger derive_coverage_deleted after delete on heimdall.extraction_jobs
  referencing old table as changed for each statement execute function heimdall.derive_coverage();
create trigger derive_coverage_inserted after insert on heimdall.measurement_features
  referencing new table as changed for each statement execute function heimdall.derive_coverage();
create trigger derive_coverage_updated after update on heimdall.measurement_features
  referencing new table as changed for each statement execute function heimdall.derive_coverage();
create trigger derive_coverage_deleted after delete on heimdall.measurement_features
  referencing old table as changed for each statement execute function heimdall.derive_coverage();

-- The join of live jobs to coverage is by session.
create index extraction_jobs_by_session on heimdall.extraction_jobs (recording_session_id, feature_set, feature_version);

-- Recordings that were there before: none on a new database, all of them when this step is undone and done again.
insert into heimdall.coverage (recording_session_id, feature_set, feature_version, state, session_start, measurements)
select s.id, v.feature_set, v.feature_version, heimdall.coverage_state(f.extraction_failed, j.status), s.session_start, m.n
from heimdall.recording_sessions s
join (select recording_session_id, count(*)::integer as n from heimdall.measurements group by 1) m on m.recording_session_id = s.id
cross join heimdall.feature_sets v
left join heimdall.measurement_features f
  on f.recording_session_id = s.id and f.feature_set = v.feature_set and f.feature_version = v.feature_version
left join heimdall.extraction_jobs j
  on j.recording_session_id = s.id and j.feature_set = v.feature_set and j.feature_version = v.feature_version
where s.status = 'completed';
