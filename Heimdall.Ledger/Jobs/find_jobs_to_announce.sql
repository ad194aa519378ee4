-- Not locked: a job that is claimed meanwhile needs no announcement, and a second one is harmless.
select id, lane, traceparent
from heimdall.extraction_jobs
where status = 'queued'
  and not_before <= now()
  and (announced_at is null or announced_at < now() - @again::interval)
order by lane desc, priority desc, queued_at
limit @limit
