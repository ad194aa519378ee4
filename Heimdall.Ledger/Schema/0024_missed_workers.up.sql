-- Who died and was not replaced. A start on a host is for the one that left it last and has no successor yet, by death or with a goodbye, as the
-- engine starts anew what just ended: so of two that died and one that came, one stays missed, and who was given up long ago is not taken for
-- replaced when another one is.
--
-- As with brackets: a worker's leaving is made good when, from then on, more have come than have left. Who comes at the same moment came before, and nobody
-- takes its own place, whatever the clock was set to meanwhile.
create function heimdall.missed_workers(silent_after interval) returns setof heimdall.workers language sql stable as $$
  with turns as (
    select id, host, least(started_at, stopped_at, seen_at) as at, -1 as missing from heimdall.workers
    union all
    select id, host, coalesce(stopped_at, seen_at), 1 from heimdall.workers where stopped_at is not null or seen_at < now() - silent_after
  ), counted as (
    select *, sum(missing) over (partition by host order by at, missing, id) as balance from turns
  ), compared as (
    select *, min(balance) over (partition by host order by at, missing, id rows between current row and unbounded following) as least from counted
  )
  select w.*
  from compared c
  join heimdall.workers w on w.id = c.id
  where c.missing = 1 and c.least = c.balance and w.stopped_at is null
$$;
