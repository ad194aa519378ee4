-- Latest first, by the key of the last row shown. The page is found in the partial index of its state (coverage_missing, coverage_with,
-- coverage_failed) before a session is looked at: the few that lack features may lie behind a million that have them. Only completed
-- sessions are covered; the state is that of the set's current version. Lateral and limited, so that the sessions of a page are looked up one
-- by one: the planner would rather read a table of ten thousand from end to end.
select s.id, s.name, s.owner, s.status, s.frequency_hz, s.bandwidth_hz, s.session_start, s.session_end, s.duration_seconds, s.notes,
       s.failure_reason, s.feature_extraction_task_id,
       (select count(*) from heimdall.measurements m where m.recording_session_id = s.id) as measurement_count,
       s.created_at, s.updated_at
from (
  select c.recording_session_id, c.session_start
  from heimdall.coverage c
  where c.feature_set = @feature_set
    and c.feature_version = (select v.feature_version from heimdall.feature_sets v where v.feature_set = @feature_set and v.is_current)
    and c.state = @state
    and (@before_start::timestamptz is null or (c.session_start, c.recording_session_id) < (@before_start, @before_id::uuid))
  order by c.session_start desc, c.recording_session_id desc
  limit @limit
) page
cross join lateral (select * from heimdall.recording_sessions where id = page.recording_session_id limit 1) s
order by page.session_start desc, page.recording_session_id desc
