select count(*) from heimdall.extraction_jobs
