-- Ids grow with time, so the oldest attempts are at the low end of the key; those of jobs that are kept are passed over.
with old as (
  select job_id, lease_token
  from heimdall.job_attempts
  where job_id > @after and job_id < @before
  order by job_id, lease_token
  limit @limit
), gone as (
  delete from heimdall.job_attempts a
  using old
  where a.job_id = old.job_id
    and a.lease_token = old.lease_token
    and not exists (select from heimdall.finished_jobs f where f.id = old.job_id)
    and not exists (select from heimdall.extraction_jobs j where j.id = old.job_id)
  returning 1
)
select (select count(*) from old) as examined, (select count(*) from gone) as deleted,
       (select job_id from old order by job_id desc limit 1) as last
