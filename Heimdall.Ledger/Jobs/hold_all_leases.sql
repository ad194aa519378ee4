select heimdall.hold_all_leases(@ids, @tokens)
