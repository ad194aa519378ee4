-- As list_dead_letters, and how often each came: what came again since is not removed with what was found.
select id, count
from heimdall.dead_letters
where (@queue::text is null or queue = @queue)
  and (@reason::text is null or position(lower(@reason) in lower(reason)) > 0)
  and (@from::timestamptz is null or last_at >= @from)
  and (@to::timestamptz is null or last_at < @to)
order by id desc
limit @limit
