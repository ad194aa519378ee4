-- Where no extractor has told what it runs by the clock, as before the first one ever started, the slot that one would have had its time for. Nothing where there
-- is nothing to tell: no job has waited for too long, and no alert is open that may be over.
select to_timestamp(floor(extract(epoch from now() - @patience::interval) / seconds) * seconds) as slot
from (select extract(epoch from @interval::interval) as seconds) each
where exists (select from heimdall.alerts where resolved_at is null)
   or exists (
     select from heimdall.extraction_jobs
     where status = 'queued'
       and announced_at is null
       and not_before < now() - @unannounced_after::interval
       and queued_at < now() - @unannounced_after::interval)
