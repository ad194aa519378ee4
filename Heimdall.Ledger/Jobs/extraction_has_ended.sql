-- The live job first: while there is one, no month of finished jobs is looked at.
select not exists (
         select from heimdall.extraction_jobs
         where subject_kind = 'session' and subject_id = @session_id and feature_set = @feature_set and feature_version = @feature_version)
       and exists (
         select from heimdall.finished_jobs
         where subject_kind = 'session' and subject_id = @session_id and feature_set = @feature_set and feature_version = @feature_version)
