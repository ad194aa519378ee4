-- As make_due, of many. Skip locked: what is claimed, held, cancelled or made due by others at this moment is theirs, and nobody waits crosswise.
-- Each is looked up by its id: offset 0 makes a subquery of its own of it, and num_nulls hides from the planner that the index of all that wait would do,
-- too. A plan that is made while few wait, and kept, would go through that for every id, when ten thousand do.
with waiting as (
  select j.id
  from (select id from unnest(@ids::uuid[]) as a (id) order by id) asked
  cross join lateral (
    select w.id
    from heimdall.extraction_jobs w
    where w.id = asked.id and w.status = 'queued' and num_nulls(w.ready_seq) = 1 and w.not_before > now() and w.not_before < 'infinity'
    offset 0
    for no key update skip locked) j
), due as (
  update heimdall.extraction_jobs j
  set not_before = now(), announced_at = null, updated_at = now()
  from waiting w
  where j.id = w.id
  returning j.id
), told as (
  select pg_notify('heimdall_jobs', '') where exists (select from due)
)
select (select count(*) from due) + 0 * (select count(*) from told)
