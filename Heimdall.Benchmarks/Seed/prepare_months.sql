-- The months that the seeded jobs settled in: services prepare only those to come.
select heimdall.prepare_finished_jobs_month(@epoch + month * interval '1 month') from generate_series(0, 1) month
