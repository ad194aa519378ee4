-- Those at work, and those missed that have not said goodbye. Their jobs are counted in the live table, which is small.
select w.id, w.host, w.process_id, w.version, w.slots, w.started_at, w.seen_at, count(j.id) as jobs
from heimdall.workers w
left join heimdall.extraction_jobs j on j.lease_owner = w.id
where w.stopped_at is null
group by w.id
order by w.seen_at desc
limit @limit
