-- Features that are stored win over a job that makes them anew: who asks leaves those out again.
select recording_session_id
from heimdall.extraction_jobs
where feature_set = @feature_set and feature_version = (select v.feature_version from heimdall.feature_sets v where v.feature_set = @feature_set and v.is_current) and status = @state
limit @most
