-- One whose host has had a later worker is not missed any more, whatever became of that one: it has its own farewell, or its own alert.
select w.id as subject,
       format('Worker %s was last seen at %s and did not say goodbye', w.id, to_char(w.seen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) as message,
       jsonb_build_object('host', w.host, 'process_id', w.process_id, 'version', w.version, 'seen_at', w.seen_at) as detail
from heimdall.workers w
where w.stopped_at is null
  and w.seen_at < now() - @worker_silent_after::interval
  and not exists (
    select from heimdall.workers later
    where later.id <> w.id
      and later.host = w.host
      and later.started_at > w.seen_at)
