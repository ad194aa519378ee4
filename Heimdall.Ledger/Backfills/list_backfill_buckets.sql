-- What was worked off lately, by ten seconds.
select at, sum(jobs)::bigint as jobs
from heimdall.backfill_outcomes
where backfill_id = @id and status <> 'cancelled' and at >= now() - @window::interval
group by at
order by at
