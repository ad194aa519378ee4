insert into heimdall.backfills (id, feature_set, feature_version, from_time, to_time, station_id, batch_size, max_batches, requested_by,
  planned_sessions, planned_measurements, planned_bytes, estimate, cursor_start, cursor_id, task_run_id)
-- The end of the time span is the first position of the cursor: everything before it, and nothing at it.
values (@id, @feature_set, @feature_version, @from_time, @to_time, @station_id, @batch_size, @max_batches, @requested_by,
  @planned_sessions, @planned_measurements, @planned_bytes, @estimate::jsonb, coalesce(@to_time::timestamptz, 'infinity'),
  '00000000-0000-0000-0000-000000000000', @task_run_id)
returning id, feature_set, feature_version, from_time, to_time, station_id, batch_size, max_batches, state, stop_reason, requested_by, planned_sessions,
       planned_measurements, planned_bytes, estimate, cursor_start, cursor_id, is_exhausted, found, queued, skipped, refused, task_run_id,
       created_at, started_at, resumed_at, ended_at
