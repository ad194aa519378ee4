-- As walk_by_start, among the completed sessions whose features are in one state, in the partial index of that state: the few that lack
-- features may lie behind a million that have them.
(
  select recording_session_id as id, (extract(epoch from session_start) * 1000000)::double precision as key
  from heimdall.coverage
  where @descending::boolean and (session_start, recording_session_id) < (@after_start::timestamptz, @after_id::uuid)
    and feature_set = @feature_set and feature_version = (select v.feature_version from heimdall.feature_sets v where v.feature_set = @feature_set and v.is_current)
    and state = @state and session_start >= @from and session_start < @to
  order by session_start desc, recording_session_id desc
  limit @look
)
union all
(
  select recording_session_id, (extract(epoch from session_start) * 1000000)::double precision as key
  from heimdall.coverage
  where not @descending::boolean and (session_start, recording_session_id) > (@after_start::timestamptz, @after_id::uuid)
    and feature_set = @feature_set and feature_version = (select v.feature_version from heimdall.feature_sets v where v.feature_set = @feature_set and v.is_current)
    and state = @state and session_start >= @from and session_start < @to
  order by session_start, recording_session_id
  limit @look
)
