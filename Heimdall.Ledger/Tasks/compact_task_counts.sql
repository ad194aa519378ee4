-- A reader sees the increments or their sum, never both: deleting and inserting are one statement.
with increments as (
  delete from heimdall.task_counts
  where ctid = any(array(select ctid from heimdall.task_counts for update skip locked))
  returning *
), sums as (
  insert into heimdall.task_counts
  select kind, sum(successful), sum(failed), sum(executed), sum(execution_ms) from increments group by kind
)
select count(*) from increments
