-- How many of a worker's slots backfills may have at once, as it says when it registers: what a backfill's time is estimated with.
alter table heimdall.workers add column backfill_slots integer not null default 0 check (backfill_slots between 0 and slots);
-- Who is at work already: as the setting's default has it.
update heimdall.workers set backfill_slots = greatest(1, slots / 2);
