-- By the database's clock, all of it: from the transaction that queued a job to the one that claimed it and the one that settled it.
select extract(epoch from started_at - queued_at)::double precision * 1000 as pickupms,
       extract(epoch from completed_at - queued_at)::double precision * 1000 as settledms,
       queued_at as queuedat, completed_at as completedat, status
from heimdall.finished_jobs
where id > @after
order by id
