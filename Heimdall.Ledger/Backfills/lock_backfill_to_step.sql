-- Skip locked: one stepper at a time has a backfill, and the others need not wait to do the same.
select id, feature_set, feature_version, from_time, to_time, station_id, batch_size, max_batches, state, stop_reason, requested_by, planned_sessions,
       planned_measurements, planned_bytes, estimate, cursor_start, cursor_id, is_exhausted, found, queued, skipped, refused, task_run_id,
       created_at, started_at, resumed_at, ended_at
from heimdall.backfills
where id = @id and state = 'running'
for update skip locked
