-- What an operator has to know, and how long what is done with is kept.

-- One open row for what is wrong with a subject: seen again it counts up, and it resolves by itself when it is over.
create table heimdall.alerts (
  id               uuid primary key,
  kind             text not null check (kind ~ '^[a-z][a-z_]*$' and length(kind) <= 50),
  subject          text not null check (length(subject) between 1 and 200),
  message          text not null check (length(message) between 1 and 4000),
  severity         text not null check (severity in ('warning', 'error')),
  detail           jsonb not null default '{}',
  raised_at        timestamptz not null default now(),
  last_seen_at     timestamptz not null default now(),
  count            bigint not null default 1 check (count > 0),
  resolved_at      timestamptz,
  acknowledged_at  timestamptz,
  acknowledged_by  text check (length(acknowledged_by) between 1 and 200),
  check (last_seen_at >= raised_at),
  check (resolved_at >= raised_at),
  check ((acknowledged_at is null) = (acknowledged_by is null))
);

create unique index alerts_one_open on heimdall.alerts (kind, subject) where resolved_at is null;
create index alerts_open on heimdall.alerts (id desc) where resolved_at is null;
create index alerts_resolved on heimdall.alerts (resolved_at) where resolved_at is not null;

-- The jobs that settled lately. Rows come in this order, so a few pages of summaries do.
create index finished_jobs_by_end on heimdall.finished_jobs using brin (completed_at) with (pages_per_range = 16, autosummarize = on);

-- Drops the months that ended before a time, with a short patience: a long read delays a drop by an hour, never the workers by minutes.
create function heimdall.drop_finished_jobs_before(cutoff timestamptz) returns setof text language plpgsql
set lock_timeout = '2s' as $$
declare
  month text;
begin
  for month in
    select c.relname
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'heimdall.finished_jobs'::regclass
      and c.relname ~ '^finished_jobs_\d{4}_\d{2}$'
      and (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= cutoff
    order by c.relname
  loop
    execute format('drop table heimdall.%I', month);
    return next month;
  end loop;
end $$;
