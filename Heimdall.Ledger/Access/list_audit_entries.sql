select id, at, actor, action, subject, detail
from heimdall.audit_log
where (@before::bigint is null or id < @before)
  and (@actor::text is null or actor = @actor)
  and (@action::text is null or action = @action)
  and (@subject::text is null or subject = @subject)
order by id desc
limit @limit
