update heimdall.recording_sessions s
set feature_extraction_task_id = j.id
from heimdall.extraction_jobs j
join heimdall.feature_sets v on v.feature_set = j.feature_set and v.feature_version = j.feature_version and v.is_current
where s.id = @id and j.recording_session_id = s.id and j.feature_set = @feature_set
