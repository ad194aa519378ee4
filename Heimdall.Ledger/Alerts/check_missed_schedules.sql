-- A task that never ran is new, not late.
select d.task as subject,
       format('The task %s was due at %s and was not run', d.task, to_char(min(d.due_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) as message,
       jsonb_build_object('missed', jsonb_agg(d.due_at order by d.due_at)) as detail
from unnest(@due_tasks::text[], @due_slots::timestamptz[]) as d (task, due_at)
where not exists (select from heimdall.task_runs r where r.task = d.task and r.due_at = d.due_at)
  and exists (select from heimdall.task_runs r where r.task = d.task and r.due_at < d.due_at)
group by d.task
