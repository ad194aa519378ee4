insert into heimdall.recording_sessions (id, name, owner, status, frequency_hz, session_start, session_end, feature_extraction_task_id, created_at, updated_at)
select session_id, 'listening ' || n, 'seed', 'completed', frequency_hz, session_start, session_start + interval '1 second', job_id, session_start, session_start
from seed_batch
