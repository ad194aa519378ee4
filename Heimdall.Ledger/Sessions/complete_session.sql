-- After lock_session_to_complete, whose wait this statement's look at the measurements must follow: what an upload inserted while it held the session
-- counts. The end, the recording it becomes under every feature set version and the job of each current one, in its lane, are one statement: a session
-- that has ended is covered and queued, or has nothing recorded. The states inserted are those that the triggers would derive.
with recorded as (
  select count(*)::integer as measurements from heimdall.measurements where recording_session_id = @id
), task as (
  select heimdall.uuid_v7() as id
), completed as (
  update heimdall.recording_sessions
  -- A start that was announced for the future is not after the end.
  set status = 'completed', session_end = greatest(now(), session_start), updated_at = now(),
      feature_extraction_task_id = (
        select task.id from task, recorded, heimdall.feature_sets v
        where recorded.measurements > 0 and v.feature_set = @feature_set and v.is_current)
  where id = @id and status in ('pending', 'in_progress') and (@owner::text is null or owner = @owner::text)
  returning id, session_start
), covered as (
  insert into heimdall.coverage (recording_session_id, feature_set, feature_version, state, session_start, measurements)
  select completed.id, v.feature_set, v.feature_version, case when v.is_current then 'queued' else 'missing' end,
         completed.session_start, recorded.measurements
  from completed
  join recorded on recorded.measurements > 0
  cross join heimdall.feature_sets v
)
insert into heimdall.extraction_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, lane, priority, traceparent,
  requested_by)
select case v.feature_set when @feature_set then task.id else heimdall.uuid_v7() end, 'session', completed.id, completed.id,
       v.feature_set, v.feature_version, v.lane, v.priority, @traceparent, @requested_by
from completed
join recorded on recorded.measurements > 0
cross join task
join heimdall.feature_sets v on v.is_current
