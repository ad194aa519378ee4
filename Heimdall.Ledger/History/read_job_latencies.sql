-- How many of the jobs that ended in each step waited and ran how long, by the buckets of heimdall.latency_bucket.
select date_bin(@step::interval, h.at, 'epoch') as at, b.kind, b.bucket::integer as bucket, sum(b.n)::bigint as jobs
from heimdall.job_history h
cross join lateral (
  select 'wait' as kind, bucket, coalesce(n, 1) as n from unnest(h.wait_buckets, h.wait_counts) as u (bucket, n)
  union all
  select 'run', bucket, coalesce(n, 1) from unnest(h.run_buckets, h.run_counts) as u (bucket, n)) b
where h.at >= date_bin(@step::interval, now(), 'epoch') - (@steps::integer - 1) * @step::interval
  and (@feature_set::text is null or h.feature_set = @feature_set)
group by 1, b.kind, b.bucket
