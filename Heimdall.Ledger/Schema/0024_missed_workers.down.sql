drop function heimdall.missed_workers(interval);
