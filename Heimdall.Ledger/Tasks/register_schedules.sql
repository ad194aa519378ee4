-- In one order, so that extractors that start together never wait for each other crosswise.
insert into heimdall.schedules (task, interval_seconds)
select s.task, s.interval_seconds
from unnest(@tasks::text[], @intervals::double precision[]) as s (task, interval_seconds)
order by s.task
on conflict (task) do update set interval_seconds = excluded.interval_seconds, registered_at = now()
