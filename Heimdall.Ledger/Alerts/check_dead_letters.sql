-- Until an admin has looked at them and removed them. Kinds are those that have a row; others are the messages that found no room for one.
select 'dead_letters' as subject,
       format('%s messages could not be read; the last one came into the queue %s', sum(count), (array_agg(queue order by last_at desc))[1]) as message,
       jsonb_build_object('messages', sum(count), 'kinds', count(*), 'others', coalesce(sum(count) filter (where fingerprint = 'others'), 0), 'last_at', max(last_at)) as detail
from heimdall.dead_letters
having count(*) > 0
