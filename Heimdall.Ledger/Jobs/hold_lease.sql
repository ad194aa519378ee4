select heimdall.hold_lease(@id, @token)
