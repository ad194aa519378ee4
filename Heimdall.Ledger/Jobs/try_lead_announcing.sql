-- Held to the transaction's end: announcers of other workers do not wait, they leave it to this one.
select pg_try_advisory_xact_lock(hashtext('heimdall.announcer'))
