-- A new job for each that did not complete, in its lane and with its priority. It belongs to no backfill: somebody asked for it by hand.
-- In the order of the batches: whoever queues the same recordings at this moment waits at the first one they share, and never crosswise.
-- Offset 0: each is looked up by its id, in a subquery of its own. As a list, a plan that is kept finds all that ever failed by their status,
-- and compares each with every id of the list.
insert into heimdall.extraction_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, lane, priority,
  traceparent, retry_of, requested_by)
select heimdall.uuid_v7(), j.subject_kind, j.subject_id, j.recording_session_id, j.feature_set, j.feature_version, j.lane, j.priority,
       @traceparent, j.id, @requested_by
from unnest(@ids::uuid[]) as asked (id)
cross join lateral (select * from heimdall.finished_jobs f where f.id = asked.id offset 0) j
join heimdall.recording_sessions s on s.id = j.recording_session_id
where j.status in ('failed', 'cancelled')
  and not exists (
        select from heimdall.finished_jobs later
        where later.subject_id = j.subject_id and later.feature_set = j.feature_set and later.feature_version = j.feature_version
          and later.completed_at > j.completed_at and later.status = 'completed')
order by s.session_start desc, s.id desc
on conflict (subject_kind, subject_id, feature_set, feature_version) do nothing
returning id
