-- Their recordings are again what they were: the triggers of coverage see to it.
with gone as (
  delete from heimdall.extraction_jobs where requested_by = @requested_by returning id
)
delete from heimdall.job_attempts where job_id in (select id from gone)
