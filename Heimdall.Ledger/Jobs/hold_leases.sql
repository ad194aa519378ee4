select job_id, lease_token from heimdall.hold_leases(@ids, @tokens)
