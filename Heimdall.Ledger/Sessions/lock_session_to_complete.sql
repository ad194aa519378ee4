-- As lock_session, for one whose session it is; no row comes back for anybody else. No owner: anybody's.
select status from heimdall.recording_sessions where id = @id and (@owner::text is null or owner = @owner::text) for no key update
