-- In one order, so that extractors that start together never wait for each other crosswise. Another interval begins now: its earlier slots were nobody's.
insert into heimdall.schedules as s (task, interval_seconds)
select told.task, told.interval_seconds
from unnest(@tasks::text[], @intervals::double precision[]) as told (task, interval_seconds)
order by told.task
on conflict (task) do update set interval_seconds = excluded.interval_seconds,
    registered_at = now(),
    interval_since = case when s.interval_seconds = excluded.interval_seconds then s.interval_since else now() end
