select pg_postmaster_start_time()
