-- The number that the next job will have at least, and the seconds until the next job becomes due by itself.
select (select last_value + 1 from heimdall.job_order) as next_number,
       (select extract(epoch from min(next.not_before) - clock_timestamp())
        from heimdall.job_bands band
        cross join lateral (
          select not_before from heimdall.extraction_jobs
          where lane = band.lane and priority = band.priority and status = 'queued' and ready_seq is null
            and not_before > now() and not_before < 'infinity'
          order by not_before
          limit 1) next)::double precision as seconds_to_next_due
