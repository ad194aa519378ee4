-- For share: completing the session waits for this transaction, and this one for a completion that is under way. The second lock lets those
-- who record in one session in one after the other, so that none of them miscounts its recordings.
select status, pg_advisory_xact_lock(hashtextextended('heimdall.measurements/' || id::text, 0)) from heimdall.recording_sessions where id = @id for share
