update heimdall.backfills
set state = @state,
    stop_reason = @stop_reason,
    started_at = case when @state = 'running' then coalesce(started_at, now()) else started_at end,
    resumed_at = case when @state = 'running' then now() else resumed_at end,
    ended_at = case when @state in ('completed', 'cancelled', 'stopped') then now() else ended_at end,
    updated_at = now()
where id = @id
returning id, feature_set, feature_version, from_time, to_time, station_id, batch_size, max_batches, state, stop_reason, requested_by, planned_sessions,
       planned_measurements, planned_bytes, estimate, cursor_start, cursor_id, is_exhausted, found, queued, skipped, refused, task_run_id,
       created_at, started_at, resumed_at, ended_at
