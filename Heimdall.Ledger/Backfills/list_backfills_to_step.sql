-- The one that waits longest first.
select id from heimdall.backfills where state = 'running' order by stepped_at nulls first limit @limit
