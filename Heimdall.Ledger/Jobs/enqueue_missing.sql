-- Both ends of the partial index coverage_missing, each from where the batch before it ended; the union drops what both ends meet at.
with newest as (
  select recording_session_id as id, session_start
  from heimdall.coverage
  where state = 'missing' and feature_set = @feature_set and feature_version = @feature_version
    and (session_start, recording_session_id) < (@before_start, @before_id)
    and (session_start, recording_session_id) > (@after_start, @after_id)
  order by session_start desc, recording_session_id desc
  limit @newest
), oldest as (
  select recording_session_id as id, session_start
  from heimdall.coverage
  where state = 'missing' and feature_set = @feature_set and feature_version = @feature_version
    and (session_start, recording_session_id) > (@after_start, @after_id)
    and (session_start, recording_session_id) < (@before_start, @before_id)
  order by session_start, recording_session_id
  limit @oldest
), found as (
  -- In full order: batches that meet wait for each other at the first job they share, and never crosswise.
  select array_agg(id order by session_start desc, id desc) as ids, count(*) as n
  from (select * from newest union select * from oldest) both_ends
)
select found.n as found, result.queued, result.refused, low.session_start as before_start, low.id as before_id,
       high.session_start as after_start, high.id as after_id
from found
cross join lateral heimdall.queue_sessions(coalesce(found.ids, '{}'), @feature_set, @feature_version, null, @requested_by) result
left join lateral (select id, session_start from newest order by session_start, id limit 1) low on true
left join lateral (select id, session_start from oldest order by session_start desc, id desc limit 1) high on true
