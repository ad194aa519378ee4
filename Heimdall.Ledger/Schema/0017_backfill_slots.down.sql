alter table heimdall.workers drop column backfill_slots;
