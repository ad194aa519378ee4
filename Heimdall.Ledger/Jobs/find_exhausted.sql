select id, lane, attempt, traceparent, lease_token,
       format('Lease expired (worker %s stopped renewing at %s; attempt %s of %s)', lease_owner,
         to_char(lease_expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), attempt, max_attempts) as error_message
from heimdall.extraction_jobs
where status = 'extracting' and lease_expires_at < now() and attempt >= max_attempts
order by lease_expires_at
limit @limit
for update skip locked
