-- Where what has been queued so far ends: ids grow with time.
select coalesce(
  (select id from (select id from heimdall.finished_jobs order by id desc limit 1) latest),
  '00000000-0000-0000-0000-000000000000'::uuid)
