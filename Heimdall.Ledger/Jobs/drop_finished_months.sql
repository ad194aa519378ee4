select * from heimdall.drop_finished_jobs_before(now() - @keep::interval)
