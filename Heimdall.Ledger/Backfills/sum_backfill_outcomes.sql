select coalesce(sum(jobs), 0)::bigint as settled, count(*) as rows from heimdall.backfill_outcomes where backfill_id = @id
