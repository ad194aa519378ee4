-- The last three slots of what the extractors run by the clock, each a minute after it began: a worker that is busy is a little late. By the
-- database's clock; slots begin at multiples of their interval since 1970, as all extractors reckon. Those before the task was due so often are
-- nobody's: who sets another interval has missed nothing.
with slots as (
  select s.task, s.interval_since,
         to_timestamp((floor(extract(epoch from now() - interval '1 minute') / s.interval_seconds::numeric) - back) * s.interval_seconds::numeric) as due_at
  from heimdall.schedules s
  cross join generate_series(0, 2) back
)
select d.task as subject,
       format('The task %s was due at %s and was not run', d.task, to_char(min(d.due_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) as message,
       jsonb_build_object('missed', jsonb_agg(d.due_at order by d.due_at)) as detail
from slots d
where d.due_at > d.interval_since
  and not exists (select from heimdall.task_runs r where r.task = d.task and r.due_at = d.due_at)
group by d.task
