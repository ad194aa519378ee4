select status, error_kind, sum(jobs)::bigint as jobs
from heimdall.backfill_outcomes
where backfill_id = @id
group by status, error_kind
order by status, error_kind
