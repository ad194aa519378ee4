select measurement_id, recording_session_id, object_key, created_by
from heimdall.uploads
where created_at < now() - @age::interval
order by created_at
limit @limit
