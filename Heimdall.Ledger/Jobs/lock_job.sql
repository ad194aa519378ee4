-- Waits for a worker that settles the job at this moment: then there is no row any more.
select status from heimdall.extraction_jobs where id = @id for update
