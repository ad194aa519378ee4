-- What is to be done, who does it, and what became of it. The row is the truth; a message is a wake-up.

-- Version 7: the time in the first 48 bits keeps neighbours in time neighbours in the index.
create function heimdall.uuid_v7() returns uuid language sql volatile as $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
      52, 1), 53, 1), 'hex')::uuid;
$$;

-- Live jobs only: the table stays as small as the work that waits.
create table heimdall.extraction_jobs (
  id                    uuid primary key,
  subject_kind          text not null check (subject_kind in ('session')),
  subject_id            uuid not null,
  recording_session_id  uuid references heimdall.recording_sessions,
  feature_set           text not null,
  feature_version       integer not null,
  status                text not null default 'queued' check (status in ('queued', 'extracting')),
  lane                  text not null check (lane in ('live', 'backfill')),
  priority              integer not null default 0 check (priority between -100 and 100),
  progress              integer not null default 0 check (progress between 0 and 100),
  progressed_at         timestamptz,
  attempt               integer not null default 0 check (attempt between 0 and max_attempts),
  max_attempts          integer not null default 5 check (max_attempts between 1 and 100),
  not_before            timestamptz not null default now(),
  lease_owner           text,
  lease_token           bigint not null default 0 check (lease_token >= 0),
  lease_expires_at      timestamptz,
  announced_at          timestamptz,
  traceparent           text check (length(traceparent) <= 100),
  retry_of              uuid,
  backfill_id           uuid,
  requested_by          text not null check (length(requested_by) between 1 and 200),
  queued_at             timestamptz not null default now(),
  started_at            timestamptz,
  updated_at            timestamptz not null default now(),
  unique (subject_kind, subject_id, feature_set, feature_version),
  foreign key (feature_set, feature_version) references heimdall.feature_sets,
  check ((status = 'extracting') = (lease_owner is not null)),
  check ((lease_owner is null) = (lease_expires_at is null)),
  check ((subject_kind = 'session') = (recording_session_id is not null)),
  check (recording_session_id is null or recording_session_id = subject_id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

create index extraction_jobs_to_claim on heimdall.extraction_jobs (lane desc, priority desc, queued_at) where status = 'queued';
create index extraction_jobs_to_announce on heimdall.extraction_jobs (not_before) where status = 'queued';
create index extraction_jobs_to_rescue on heimdall.extraction_jobs (lease_expires_at) where status = 'extracting';

-- The fence: locks the job for its worker, or stops the transaction where the lease is not that worker's any more.
create function heimdall.hold_lease(job_id uuid, token bigint) returns void language plpgsql as $$
begin
  perform from heimdall.extraction_jobs where id = job_id and lease_token = token and status = 'extracting' for update;
  if not found then
    raise exception 'lease % of job % is lost', token, job_id using errcode = 'HD001';
  end if;
end $$;

-- LISTEN wakes the announcer at the commit that queues work.
create function heimdall.notify_jobs() returns trigger language plpgsql as $$
begin
  perform pg_notify('heimdall_jobs', '');
  return null;
end $$;

create trigger notify_jobs after insert on heimdall.extraction_jobs
  for each statement execute function heimdall.notify_jobs();

create table heimdall.finished_jobs (
  id                    uuid not null,
  subject_kind          text not null,
  subject_id            uuid not null,
  recording_session_id  uuid,
  feature_set           text not null,
  feature_version       integer not null,
  status                text not null check (status in ('completed', 'failed', 'cancelled')),
  lane                  text not null,
  priority              integer not null,
  progress              integer not null,
  progressed_at         timestamptz,
  attempt               integer not null,
  max_attempts          integer not null,
  lease_owner           text,
  lease_token           bigint not null,
  traceparent           text,
  retry_of              uuid,
  backfill_id           uuid,
  requested_by          text not null,
  queued_at             timestamptz not null,
  started_at            timestamptz,
  statistics            jsonb,
  error_kind            text check (error_kind in ('data', 'infrastructure', 'lease_expired', 'timeout', 'cancelled')),
  error_message         text check (length(error_message) <= 4000),
  completed_at          timestamptz not null,
  primary key (id, completed_at),
  check ((status = 'completed') = (error_kind is null)),
  check ((error_kind is null) = (error_message is null))
) partition by range (completed_at);

create index finished_jobs_by_subject on heimdall.finished_jobs (subject_id, feature_set, feature_version, completed_at desc);
create index finished_jobs_by_status on heimdall.finished_jobs (status, id desc);
create index finished_jobs_by_id on heimdall.finished_jobs (id desc);

-- Never without a place to go: a month that nobody prepared lands here.
create table heimdall.finished_jobs_default partition of heimdall.finished_jobs default;

create function heimdall.prepare_finished_jobs_month(month_start timestamptz) returns void language plpgsql as $$
declare
  from_utc date := date_trunc('month', month_start at time zone 'UTC');
  to_utc date := from_utc + interval '1 month';
begin
  execute format('create table if not exists heimdall.%I partition of heimdall.finished_jobs for values from (%L) to (%L)',
    'finished_jobs_' || to_char(from_utc, 'YYYY_MM'), from_utc::text || ' 00:00:00+00', to_utc::text || ' 00:00:00+00');
end $$;

select heimdall.prepare_finished_jobs_month(now() + m * interval '1 month') from generate_series(0, 2) m;

create view heimdall.jobs as
select id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, status, lane, priority, progress, progressed_at,
       attempt, max_attempts, not_before, lease_owner, lease_token, lease_expires_at, announced_at, traceparent, retry_of, backfill_id,
       requested_by, queued_at, started_at, null::timestamptz as completed_at, null::jsonb as statistics, null::text as error_kind,
       null::text as error_message
from heimdall.extraction_jobs
union all
select id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, status, lane, priority, progress, progressed_at,
       attempt, max_attempts, null, lease_owner, lease_token, null, null, traceparent, retry_of, backfill_id,
       requested_by, queued_at, started_at, completed_at, statistics, error_kind, error_message
from heimdall.finished_jobs;

-- One row a lease: what each try did and how it ended. A released try has a row too, though it spends no attempt.
create table heimdall.job_attempts (
  job_id         uuid not null,
  lease_token    bigint not null,
  attempt        integer not null,
  worker         text not null,
  started_at     timestamptz not null,
  ended_at       timestamptz,
  outcome        text check (outcome in ('completed', 'failed', 'retry', 'released', 'lease_expired', 'cancelled')),
  error_kind     text,
  error_message  text check (length(error_message) <= 4000),
  stages         jsonb,
  primary key (job_id, lease_token),
  check ((ended_at is null) = (outcome is null))
);

create table heimdall.workers (
  id          text primary key,
  host        text not null,
  process_id  integer not null,
  version     text not null,
  slots       integer not null check (slots > 0),
  started_at  timestamptz not null default now(),
  seen_at     timestamptz not null default now(),
  stopped_at  timestamptz
);

-- Every scheduled and admin-started task. A slot belongs to whoever inserts it first.
create table heimdall.task_runs (
  id                uuid primary key,
  task              text not null check (length(task) between 1 and 100),
  due_at            timestamptz not null,
  parameters        jsonb not null default '{}',
  requested_by      text not null check (length(requested_by) between 1 and 200),
  status            text not null check (status in ('queued', 'running', 'success', 'error')),
  attempt           integer not null default 0,
  lease_owner       text,
  lease_expires_at  timestamptz,
  queued_at         timestamptz not null default now(),
  started_at        timestamptz,
  completed_at      timestamptz,
  result            jsonb,
  error             text check (length(error) <= 4000),
  unique (task, due_at),
  check ((status = 'running') = (lease_owner is not null)),
  check ((lease_owner is null) = (lease_expires_at is null)),
  check ((status in ('success', 'error')) = (completed_at is not null)),
  check ((status = 'error') = (error is not null))
);

create index task_runs_to_do on heimdall.task_runs (queued_at) where status in ('queued', 'running');

create function heimdall.notify_tasks() returns trigger language plpgsql as $$
begin
  perform pg_notify('heimdall_tasks', '');
  return null;
end $$;

create trigger notify_tasks after insert on heimdall.task_runs
  for each statement execute function heimdall.notify_tasks();
