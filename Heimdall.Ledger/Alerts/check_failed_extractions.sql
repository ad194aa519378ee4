with settled as (
  select status, error_kind
  from heimdall.finished_jobs
  where completed_at >= now() - @failure_window::interval and status in ('completed', 'failed')
), sums as (
  select count(*) as total, count(*) filter (where status = 'failed') as failed from settled
), kinds as (
  select jsonb_object_agg(error_kind, n) as by_kind
  from (select error_kind, count(*) as n from settled where status = 'failed' group by error_kind) k
)
select 'extractions' as subject,
       format('%s of %s extractions failed in the last %s minutes', failed, total, round(extract(epoch from @failure_window::interval) / 60)) as message,
       jsonb_build_object('failed', failed, 'total', total, 'by_error_kind', by_kind) as detail
from sums, kinds
where failed >= @failure_minimum and failed * 100 >= total * @failure_share_percent
