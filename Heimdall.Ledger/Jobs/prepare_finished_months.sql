-- The month that runs and those to come: a partition that is there before its first row never has to take rows over from the default one.
select heimdall.prepare_finished_jobs_month(now() + month * interval '1 month') from generate_series(0, @ahead::integer) month
