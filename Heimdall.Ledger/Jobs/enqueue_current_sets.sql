-- One job for the current version of every feature set.
insert into heimdall.extraction_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, lane, traceparent, requested_by)
select heimdall.uuid_v7(), 'session', @id, @id, v.feature_set, v.feature_version, 'live', @traceparent, @requested_by
from heimdall.feature_sets v
where v.is_current
on conflict (subject_kind, subject_id, feature_set, feature_version) do nothing
