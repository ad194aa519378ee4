-- A reader sees the increments or their sums, never both. The last half hour keeps its ten seconds, which the rate is read from.
with increments as (
  delete from heimdall.backfill_outcomes
  where ctid = any(array(select ctid from heimdall.backfill_outcomes where @id::uuid is null or backfill_id = @id for update skip locked))
  returning *
), sums as (
  insert into heimdall.backfill_outcomes
  select backfill_id, case when at < now() - interval '30 minutes' then 'epoch'::timestamptz else at end, status, error_kind, sum(jobs)
  from increments
  group by 1, 2, 3, 4
)
select count(*) from increments
