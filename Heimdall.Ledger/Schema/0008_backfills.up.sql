-- Planned runs over all that lacks a feature set version.

-- Queues sessions in the order given. A row that the database refuses (a trigger, a constraint, a value) is left out and counted; what
-- another transaction queues at the same moment is neither queued nor refused. Everything else, such as a full disk, fails the call.
create function heimdall.queue_sessions(
  session_ids uuid[], set_name text, set_version integer, of_backfill uuid, requester text, out queued bigint, out refused bigint)
language plpgsql as $$
declare
  one uuid;
  inserted bigint;
begin
  queued := 0;
  refused := 0;
  begin
    insert into heimdall.extraction_jobs
      (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, lane, backfill_id, requested_by)
    select heimdall.uuid_v7(), 'session', s.id, s.id, set_name, set_version, 'backfill', of_backfill, requester
    from unnest(session_ids) with ordinality s (id, place)
    order by s.place
    on conflict (subject_kind, subject_id, feature_set, feature_version) do nothing;
    get diagnostics queued = row_count;
    return;
  exception when data_exception or integrity_constraint_violation or plpgsql_error then
    -- One of them is poisoned: each is tried by itself.
    queued := 0;
  end;

  foreach one in array session_ids loop
    begin
      insert into heimdall.extraction_jobs
        (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, lane, backfill_id, requested_by)
      values (heimdall.uuid_v7(), 'session', one, one, set_name, set_version, 'backfill', of_backfill, requester)
      on conflict (subject_kind, subject_id, feature_set, feature_version) do nothing;
      get diagnostics inserted = row_count;
      queued := queued + inserted;
    exception when data_exception or integrity_constraint_violation or plpgsql_error then
      refused := refused + 1;
      raise warning 'session % cannot be queued for % %: %', one, set_name, set_version, sqlerrm;
    end;
  end loop;
end $$;

create table heimdall.backfills (
  id                    uuid primary key,
  feature_set           text not null,
  feature_version       integer not null,
  -- Which recordings: sessions that started in [from_time, to_time), and in which the station took part. Null: all.
  from_time             timestamptz,
  to_time               timestamptz check (to_time > from_time),
  station_id            uuid references heimdall.websdr_stations,
  batch_size            integer not null check (batch_size between 1 and 1000),
  max_batches           integer not null check (max_batches between 1 and 100000),
  state                 text not null default 'planned' check (state in ('planned', 'running', 'paused', 'completed', 'cancelled', 'stopped')),
  stop_reason           text check (stop_reason in ('max_batches', 'superseded')),
  requested_by          text not null check (length(requested_by) between 1 and 200),
  -- The plan, as it was when the backfill was made.
  planned_sessions      bigint not null check (planned_sessions >= 0),
  planned_measurements  bigint not null check (planned_measurements >= 0),
  planned_bytes         bigint not null check (planned_bytes >= 0),
  estimate              jsonb not null,
  -- How far it is. The last recording that was looked at, newest first; moved by the transaction that inserts the jobs and the counts.
  cursor_start          timestamptz not null default 'infinity',
  cursor_id             uuid not null default 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  is_exhausted          boolean not null default false,
  found                 bigint not null default 0 check (found >= 0),
  queued                bigint not null default 0 check (queued >= 0),
  skipped               bigint not null default 0 check (skipped >= 0),
  refused               bigint not null default 0 check (refused between 0 and skipped),
  -- The run of a task that ends with this backfill.
  task_run_id           uuid,
  created_at            timestamptz not null default now(),
  started_at            timestamptz,
  resumed_at            timestamptz,
  ended_at              timestamptz,
  stepped_at            timestamptz,
  updated_at            timestamptz not null default now(),
  foreign key (feature_set, feature_version) references heimdall.feature_sets,
  check (found = queued + skipped),
  check ((state = 'stopped') = (stop_reason is not null)),
  check ((state in ('completed', 'cancelled', 'stopped')) = (ended_at is not null)),
  check (state in ('planned', 'cancelled') or started_at is not null)
);

create index backfills_at_work on heimdall.backfills (stepped_at nulls first) where state = 'running';
create index backfills_by_task on heimdall.backfills (task_run_id) where task_run_id is not null;

-- What became of a backfill's jobs: increments by ten seconds, so that settling never waits for another transaction.
create table heimdall.backfill_outcomes (
  backfill_id  uuid not null,
  at           timestamptz not null,
  status       text not null,
  error_kind   text,
  jobs         bigint not null
) with (autovacuum_vacuum_scale_factor = 0.1, autovacuum_vacuum_threshold = 500);

create index backfill_outcomes_by_backfill on heimdall.backfill_outcomes (backfill_id, at);

create function heimdall.count_backfill_jobs() returns trigger language plpgsql as $$
begin
  insert into heimdall.backfill_outcomes
  select backfill_id, date_bin('10 seconds', now(), 'epoch'), status, error_kind, count(*)
  from settled
  where backfill_id is not null
  group by backfill_id, status, error_kind;
  return null;
end $$;

create trigger count_backfill_jobs after insert on heimdall.finished_jobs
  referencing new table as settled for each statement execute function heimdall.count_backfill_jobs();

-- Holding, releasing and cancelling a backfill's jobs.
create index extraction_jobs_by_backfill on heimdall.extraction_jobs (backfill_id) where backfill_id is not null;

-- A job that its worker gives back while its backfill is paused or cancelled is held like the others. The share lock makes this wait for
-- a pause that is being committed, and the pause for this: one of them sees the other.
create function heimdall.hold_returned_job() returns trigger language plpgsql as $$
begin
  if (select state from heimdall.backfills where id = new.backfill_id for share) in ('paused', 'cancelled') then
    new.not_before := 'infinity';
  end if;
  return new;
end $$;

create trigger hold_returned_job before update of status on heimdall.extraction_jobs
  for each row when (new.backfill_id is not null and old.status = 'extracting' and new.status = 'queued')
  execute function heimdall.hold_returned_job();

create function heimdall.notify_backfills() returns trigger language plpgsql as $$
begin
  perform pg_notify('heimdall_backfills', '');
  return null;
end $$;

create trigger notify_backfills after update of state on heimdall.backfills
  for each row when (new.state = 'running' and old.state <> 'running') execute function heimdall.notify_backfills();
