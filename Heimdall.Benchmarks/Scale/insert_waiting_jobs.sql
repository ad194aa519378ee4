-- Work that waits and was heard of, of recordings that have features already: they stay what they are, whatever becomes of these jobs.
insert into heimdall.extraction_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, lane, priority, announced_at, requested_by)
select heimdall.uuid_v7(), 'session', recording_session_id, recording_session_id, feature_set, feature_version, 'live', 0, now(), @requested_by
from (
  select recording_session_id, feature_set, feature_version
  from heimdall.coverage
  where state = 'with'
  order by session_start desc
  limit @jobs
) covered
on conflict (subject_kind, subject_id, feature_set, feature_version) do nothing
