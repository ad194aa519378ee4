-- What waits for its time, as after a failed attempt, is due now; its attempts stay counted. What a paused backfill holds stays held: a pause
-- that is being committed is waited for, and leaves nothing to match. The trigger gives it its number in the order, and who has one waits no
-- more: of two at the same moment the second may have begun before the time that the first wrote, and its clock alone would not tell it.
-- Triggers tell of jobs that come or come back, and this one does neither: it is told of here, with the commit.
with due as (
  update heimdall.extraction_jobs
  set not_before = now(), announced_at = null, updated_at = now()
  where id = @id and status = 'queued' and ready_seq is null and not_before > now() and not_before < 'infinity'
  returning id
), told as (
  select pg_notify('heimdall_jobs', '') from due
)
select id from due where (select count(*) from told) > 0
