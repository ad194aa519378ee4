-- As many as were not replaced: a worker that started on a host makes good for one that left it, not for all.
select w.id as subject,
       format('Worker %s was last seen at %s and did not say goodbye', w.id, to_char(w.seen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) as message,
       jsonb_build_object('host', w.host, 'process_id', w.process_id, 'version', w.version, 'seen_at', w.seen_at) as detail
from heimdall.missed_workers(@worker_silent_after::interval) w
