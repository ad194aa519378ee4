-- Of each feature set by itself: pictures that succeed must not hide that features fail, and a recording that fails as both is no two.
with settled as (
  select feature_set, status, error_kind
  from heimdall.finished_jobs
  where completed_at >= now() - @failure_window::interval and status in ('completed', 'failed')
), sums as (
  select feature_set, count(*) as total, count(*) filter (where status = 'failed') as failed from settled group by feature_set
), kinds as (
  select feature_set, jsonb_object_agg(error_kind, n) as by_kind
  from (select feature_set, error_kind, count(*) as n from settled where status = 'failed' group by feature_set, error_kind) k
  group by feature_set
)
select feature_set as subject,
       format('%s of %s extractions of %s failed in the last %s minutes',
              failed, total, feature_set, round(extract(epoch from @failure_window::interval) / 60)) as message,
       jsonb_build_object('failed', failed, 'total', total, 'by_error_kind', by_kind) as detail
from sums
left join kinds using (feature_set)
where failed >= @failure_minimum and failed * 100 >= total * @failure_share_percent
