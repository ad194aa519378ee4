-- Skip locked: what a worker is settling at this moment is not dead.
with expired as (
  select id, lease_token, lease_owner, lease_expires_at, attempt, max_attempts
  from heimdall.extraction_jobs
  where status = 'extracting' and lease_expires_at < now() and attempt < max_attempts
  order by lease_expires_at
  limit @limit
  for update skip locked
), ended as (
  update heimdall.job_attempts a
  set ended_at = now(), outcome = 'lease_expired', error_kind = 'lease_expired',
      error_message = format('Lease expired (worker %s stopped renewing at %s; attempt %s of %s)', e.lease_owner,
        to_char(e.lease_expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), e.attempt, e.max_attempts)
  from expired e
  where a.job_id = e.id and a.lease_token = e.lease_token
)
update heimdall.extraction_jobs j
set status = 'queued', lease_owner = null, lease_expires_at = null, not_before = now(), announced_at = null, updated_at = now()
from expired e
where j.id = e.id
returning j.id, j.lane, j.attempt, j.traceparent
