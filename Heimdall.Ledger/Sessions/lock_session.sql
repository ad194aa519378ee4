-- Against the uploads, which hold the row for share while they insert: none slips in after the end. Not "for update": the foreign keys of
-- a batch of jobs take the row's key for share after their insert, and would wait for a request that waits for that very insert.
select status from heimdall.recording_sessions where id = @id for no key update
