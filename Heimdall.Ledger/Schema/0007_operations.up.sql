-- What operators look for and do: lists by every filter, counts that pruning leaves alone, messages that nobody understood, audit by who and what.

-- Lists go by id, newest first. The primary key (id, completed_at) read backwards is that order; an index of its own only cost every settled job.
drop index heimdall.finished_jobs_by_id;
create index finished_jobs_by_lane on heimdall.finished_jobs (lane, id desc);
create index finished_jobs_by_backfill on heimdall.finished_jobs (backfill_id, id desc) where backfill_id is not null;
-- Only what did not complete has an error kind, so these two stay as small as the trouble is.
create index finished_jobs_by_error_kind on heimdall.finished_jobs (error_kind, id desc) where error_kind is not null;
create index finished_jobs_unsuccessful on heimdall.finished_jobs (id desc) where error_kind is not null;

-- Increments, not totals, as in coverage_counts: whoever settles waits for nobody. Jobs and runs that are pruned stay counted.
create table heimdall.task_counts (
  kind          text not null check (kind in ('job', 'task')),
  successful    bigint not null,
  failed        bigint not null,
  -- How many of them ran, and for how long together: what was cancelled has no execution time.
  executed      bigint not null,
  execution_ms  double precision not null
) with (autovacuum_vacuum_scale_factor = 0.1, autovacuum_vacuum_threshold = 500);

-- One row a statement that settles jobs, however many it settles.
create function heimdall.count_finished_jobs() returns trigger language plpgsql as $$
begin
  insert into heimdall.task_counts
  select 'job',
         count(*) filter (where status = 'completed'),
         count(*) filter (where status <> 'completed'),
         count(*) filter (where started_at is not null and status <> 'cancelled'),
         coalesce(sum(extract(epoch from completed_at - started_at) * 1000) filter (where status <> 'cancelled'), 0)
  from added
  having count(*) > 0;
  return null;
end $$;

create trigger count_finished_jobs after insert on heimdall.finished_jobs
  referencing new table as added for each statement execute function heimdall.count_finished_jobs();

create function heimdall.count_ended_task() returns trigger language plpgsql as $$
begin
  insert into heimdall.task_counts
  values ('task', (new.status = 'success')::integer, (new.status = 'error')::integer, (new.started_at is not null)::integer,
          coalesce(extract(epoch from new.completed_at - new.started_at) * 1000, 0));
  return null;
end $$;

create trigger count_ended_task after update of status on heimdall.task_runs
  for each row when (new.status in ('success', 'error') and old.status not in ('success', 'error'))
  execute function heimdall.count_ended_task();

-- What has ended so far, as far as it is still there.
insert into heimdall.task_counts
select 'job', count(*) filter (where status = 'completed'), count(*) filter (where status <> 'completed'),
       count(*) filter (where started_at is not null and status <> 'cancelled'),
       coalesce(sum(extract(epoch from completed_at - started_at) * 1000) filter (where status <> 'cancelled'), 0)
from heimdall.finished_jobs
union all
select 'task', count(*) filter (where status = 'success'), count(*) filter (where status = 'error'), count(started_at),
       coalesce(sum(extract(epoch from completed_at - started_at) * 1000), 0)
from heimdall.task_runs
where status in ('success', 'error');

-- Who ran it last; the lease's owner is gone with the lease.
alter table heimdall.task_runs add column worker text;
create index task_runs_by_task on heimdall.task_runs (task, id desc);
create index task_runs_by_status on heimdall.task_runs (status, id desc);

-- Messages that nobody could understand: one row a queue and content, counted up.
create table heimdall.dead_letters (
  id           uuid primary key,
  queue        text not null check (length(queue) between 1 and 255),
  fingerprint  text not null check (fingerprint ~ '^[0-9a-f]{64}$'),
  reason       text not null check (length(reason) between 1 and 4000),
  headers      jsonb not null,
  -- The beginning of it, and how long it was.
  body         bytea not null check (octet_length(body) <= 65536),
  body_bytes   bigint not null check (body_bytes >= octet_length(body)),
  count        bigint not null default 1 check (count > 0),
  first_at     timestamptz not null default now(),
  last_at      timestamptz not null default now(),
  unique (queue, fingerprint)
);

drop index heimdall.audit_log_by_time;
create index audit_log_by_actor on heimdall.audit_log (actor, id desc);
create index audit_log_by_action on heimdall.audit_log (action, id desc);
create index audit_log_by_subject on heimdall.audit_log (subject, id desc);
