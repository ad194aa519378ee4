-- Whose lease has ended is the rescuer's.
select id, recording_session_id as session_id, lease_owner as worker, lease_token as token, attempt, progress, coalesce(progressed_at, started_at) as progressed_at,
       extract(epoch from now() - coalesce(progressed_at, started_at))::double precision as idle_seconds
from heimdall.extraction_jobs
where status = 'extracting'
  and lease_expires_at >= now()
  and coalesce(progressed_at, started_at) < now() - @after::interval
order by progressed_at
limit @limit
