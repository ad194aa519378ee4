-- Since when a task is due so often: slots before it were never due.
alter table heimdall.schedules add column interval_since timestamptz not null default now();
