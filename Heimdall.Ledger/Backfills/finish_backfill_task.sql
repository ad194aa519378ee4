update heimdall.task_runs t
set status = case when s.cancelled then 'error' else 'success' end,
    error = case when s.cancelled then 'The backfill was cancelled' end,
    result = jsonb_build_object('total_recordings', s.found, 'total_tasks_queued', s.queued, 'num_batches', s.batches),
    started_at = coalesce(t.started_at, now()),
    completed_at = now(),
    lease_owner = null,
    lease_expires_at = null
from (
  select coalesce(sum(found), 0)::bigint as found, coalesce(sum(queued), 0)::bigint as queued,
         coalesce(sum(ceil(found::numeric / batch_size)), 0)::bigint as batches,
         coalesce(bool_or(state = 'cancelled'), false) as cancelled, coalesce(bool_and(ended_at is not null), true) as are_all_ended
  from heimdall.backfills
  where task_run_id = @task_run_id) s
where t.id = @task_run_id and t.status in ('queued', 'running') and s.are_all_ended
