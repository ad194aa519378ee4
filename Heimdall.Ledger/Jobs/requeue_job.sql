with ended as (
  update heimdall.job_attempts
  set ended_at = now(), outcome = @outcome, error_kind = @error_kind, error_message = @error_message
  where job_id = @id and lease_token = @token
)
update heimdall.extraction_jobs
set status = 'queued',
    attempt = attempt - @attempts_back,
    lease_owner = null,
    lease_expires_at = null,
    not_before = now() + @delay::interval,
    announced_at = null,
    updated_at = now()
where id = @id and lease_token = @token
