-- What each worker works on, the oldest first, as many as are asked for.
select worker, job_id, session_id, feature_set, progress, started_at
from (
  select lease_owner as worker, id as job_id, recording_session_id as session_id, feature_set, progress, started_at,
         row_number() over (partition by lease_owner order by started_at, id) as place
  from heimdall.extraction_jobs
  where status = 'extracting') held
where place <= @most
order by worker, place
limit @limit
