-- A lease that ran out but was not rescued yet is still the worker's: nobody else has the token.
update heimdall.extraction_jobs j
set lease_expires_at = now() + @lease::interval,
    progressed_at = case when r.progress > j.progress then now() else j.progressed_at end,
    progress = greatest(j.progress, r.progress),
    updated_at = now()
from unnest(@ids::uuid[], @tokens::bigint[], @progress::integer[]) as r (id, token, progress)
where j.id = r.id and j.lease_token = r.token and j.status = 'extracting'
returning j.id
