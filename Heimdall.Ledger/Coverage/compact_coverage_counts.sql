-- A reader sees the increments or their sum, never both: deleting and inserting are one statement.
with increments as (
  delete from heimdall.coverage_counts
  where ctid = any(array(select ctid from heimdall.coverage_counts for update skip locked))
  returning *
), sums as (
  insert into heimdall.coverage_counts
  select feature_set, feature_version, state, sum(recordings), sum(measurements)
  from increments
  group by feature_set, feature_version, state
  having sum(recordings) <> 0 or sum(measurements) <> 0
)
select count(*) from increments
