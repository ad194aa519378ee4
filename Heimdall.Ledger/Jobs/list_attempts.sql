select job_id, lease_token, attempt, worker, started_at, ended_at, outcome, error_kind, error_message, stages
from heimdall.job_attempts
where job_id = @job_id
order by lease_token
