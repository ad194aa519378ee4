-- What was done in one minute, or later in one quarter of an hour and in two hours, becomes one row; what is older than any window goes. A
-- reader sees the increments or their sum, never both: deleting and inserting are one statement. Skip locked: what another one compacts at
-- this moment is left to it.
with crowded as (
  select heimdall.history_bin(at) as bin, feature_set, lane, outcome
  from heimdall.job_history
  group by 1, feature_set, lane, outcome
  having count(*) > 1 or bool_or(at <> heimdall.history_bin(at)) or min(at) < now() - interval '8 days'
), taken as (
  delete from heimdall.job_history
  where ctid = any(array(
    select h.ctid
    from heimdall.job_history h
    join crowded c
      on c.bin = heimdall.history_bin(h.at) and c.feature_set = h.feature_set and c.lane = h.lane and c.outcome = h.outcome
    for update of h skip locked))
  returning heimdall.history_bin(at) as bin, feature_set, lane, outcome, jobs, wait_buckets, wait_counts, run_buckets, run_counts
), kept as (
  select * from taken where bin >= now() - interval '8 days'
), waits as (
  select bin, feature_set, lane, outcome, array_agg(bucket order by bucket) as buckets, array_agg(n order by bucket) as counts
  from (select bin, feature_set, lane, outcome, bucket, sum(coalesce(n, 1))::bigint as n
        from kept cross join lateral unnest(wait_buckets, wait_counts) as b (bucket, n)
        group by bin, feature_set, lane, outcome, bucket) counted
  group by bin, feature_set, lane, outcome
), runs as (
  select bin, feature_set, lane, outcome, array_agg(bucket order by bucket) as buckets, array_agg(n order by bucket) as counts
  from (select bin, feature_set, lane, outcome, bucket, sum(coalesce(n, 1))::bigint as n
        from kept cross join lateral unnest(run_buckets, run_counts) as b (bucket, n)
        group by bin, feature_set, lane, outcome, bucket) counted
  group by bin, feature_set, lane, outcome
), sums as (
  insert into heimdall.job_history (at, feature_set, lane, outcome, jobs, wait_buckets, wait_counts, run_buckets, run_counts)
  select k.bin, k.feature_set, k.lane, k.outcome, k.jobs, w.buckets, w.counts, r.buckets, r.counts
  from (select bin, feature_set, lane, outcome, sum(jobs)::bigint as jobs from kept group by bin, feature_set, lane, outcome) k
  left join waits w using (bin, feature_set, lane, outcome)
  left join runs r using (bin, feature_set, lane, outcome)
)
select count(*) from taken
