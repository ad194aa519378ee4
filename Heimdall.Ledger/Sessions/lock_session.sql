-- For update: uploads hold the row for share while they insert, so none slips in after the end.
select status from heimdall.recording_sessions where id = @id for update
