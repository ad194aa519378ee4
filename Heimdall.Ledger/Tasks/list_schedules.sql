-- With the database's clock: a slot begins at a multiple of its interval since 1970, as all extractors reckon.
select task, interval_seconds, registered_at,
       to_timestamp((floor(extract(epoch from now()) / interval_seconds) + 1) * interval_seconds) as next_due_at, now() as read_at
from heimdall.schedules
order by interval_seconds, task
