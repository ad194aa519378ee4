-- The fence finds the jobs and locks them: a condition on the status here would have it read the leases of all jobs of late (see hold_leases).
-- A lease that ran out but was not rescued yet is still the worker's: nobody else has the token. Who waits for room that other jobs of its
-- worker have is not stuck: they are, and their progress shows it.
update heimdall.extraction_jobs j
set lease_expires_at = now() + @lease::interval,
    progressed_at = case when r.progress > j.progress or r.waiting then now() else j.progressed_at end,
    progress = greatest(j.progress, r.progress),
    updated_at = now()
from heimdall.hold_leases(@ids::uuid[], @tokens::bigint[]) held
join unnest(@ids::uuid[], @progress::integer[], @waiting::boolean[]) as r (id, progress, waiting) on r.id = held.job_id
where j.id = held.job_id
returning j.id
