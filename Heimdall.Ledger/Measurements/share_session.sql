-- For share: completing the session waits for this transaction, and this one for a completion that is under way.
select status from heimdall.recording_sessions where id = @id for share
