-- By the database's clock, all of it: from the transaction that queued a job to the one that claimed it and the one that settled it.
select extract(epoch from started_at - queued_at)::double precision * 1000 as pickup_ms,
       extract(epoch from completed_at - queued_at)::double precision * 1000 as settled_ms,
       queued_at, completed_at, status
from heimdall.finished_jobs
where id > @after
order by id
