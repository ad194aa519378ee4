-- How it went: what was queued and what ended, minute by minute, kept by the transactions that do it; what is due when; how fast a worker is.

-- Bucket b holds what took 2^(b/8) to 2^((b+1)/8) milliseconds: each is 9 % wide, whatever the order of magnitude.
create function heimdall.latency_bucket(milliseconds double precision) returns smallint language sql immutable as $$
  select floor(8 * ln(greatest(milliseconds, 0.125)) / ln(2::double precision))::smallint;
$$;

-- Increments, not totals, as in coverage_counts: whoever queues or settles waits for nobody. A row is what one statement did, with a bucket a
-- job; compacted, it is what was done in a minute, later in a quarter of an hour and in two hours, with the buckets counted. Both are read
-- the same way: a bucket without a count counts once.
create table heimdall.job_history (
  at           timestamptz not null,
  feature_set  text not null,
  lane         text not null,
  outcome      text not null check (outcome in ('queued', 'completed', 'failed', 'cancelled')),
  jobs         bigint not null,
  -- From the queueing to the last claim, and from there to the end, of what ran to an end.
  wait_buckets smallint[],
  wait_counts  bigint[],
  run_buckets  smallint[],
  run_counts   bigint[]
) with (autovacuum_vacuum_scale_factor = 0.1, autovacuum_vacuum_threshold = 500);

create function heimdall.keep_settled_history() returns trigger language plpgsql as $$
begin
  insert into heimdall.job_history (at, feature_set, lane, outcome, jobs, wait_buckets, run_buckets)
  select date_bin('1 minute', completed_at, 'epoch'), feature_set, lane, status, count(*),
         array_agg(heimdall.latency_bucket(date_part('epoch', started_at - queued_at) * 1000)) filter (where started_at is not null and status <> 'cancelled'),
         array_agg(heimdall.latency_bucket(date_part('epoch', completed_at - started_at) * 1000)) filter (where started_at is not null and status <> 'cancelled')
  from settled
  group by 1, feature_set, lane, status;
  return null;
end $$;

create trigger keep_settled_history after insert on heimdall.finished_jobs
  referencing new table as settled for each statement execute function heimdall.keep_settled_history();

create function heimdall.keep_queued_history() returns trigger language plpgsql as $$
begin
  insert into heimdall.job_history (at, feature_set, lane, outcome, jobs)
  select date_bin('1 minute', queued_at, 'epoch'), feature_set, lane, 'queued', count(*)
  from queued
  group by 1, feature_set, lane;
  return null;
end $$;

create trigger keep_queued_history after insert on heimdall.extraction_jobs
  referencing new table as queued for each statement execute function heimdall.keep_queued_history();

-- Where a moment is kept by now: in its minute, and once no window asks for that any more, in its quarter of an hour and in its two hours.
create function heimdall.history_bin(at timestamptz) returns timestamptz language sql stable as $$
  select case
    when date_bin('2 hours', at, 'epoch') + interval '2 hours' <= now() - interval '24 hours 15 minutes' then date_bin('2 hours', at, 'epoch')
    when date_bin('15 minutes', at, 'epoch') + interval '15 minutes' <= now() - interval '61 minutes' then date_bin('15 minutes', at, 'epoch')
    else at end;
$$;

-- What has been done already, as far as it is still there.
insert into heimdall.job_history (at, feature_set, lane, outcome, jobs, wait_buckets, run_buckets)
select date_bin('1 minute', completed_at, 'epoch'), feature_set, lane, status, count(*),
       array_agg(heimdall.latency_bucket(date_part('epoch', started_at - queued_at) * 1000)) filter (where started_at is not null and status <> 'cancelled'),
       array_agg(heimdall.latency_bucket(date_part('epoch', completed_at - started_at) * 1000)) filter (where started_at is not null and status <> 'cancelled')
from heimdall.finished_jobs
where completed_at >= now() - interval '8 days'
group by 1, feature_set, lane, status
union all
select date_bin('1 minute', queued_at, 'epoch'), feature_set, lane, 'queued', count(*), null, null
from heimdall.jobs
where queued_at >= now() - interval '8 days'
group by 1, feature_set, lane;

-- What the extractors run by the clock; they say so when they start and every few minutes.
create table heimdall.schedules (
  task              text primary key check (length(task) between 1 and 100),
  interval_seconds  double precision not null check (interval_seconds > 0),
  registered_at     timestamptz not null default now()
);

-- Since the worker was seen before. Null until then.
alter table heimdall.workers add column jobs_per_minute double precision check (jobs_per_minute >= 0);
alter table heimdall.workers add column bytes_per_second double precision check (bytes_per_second >= 0);
