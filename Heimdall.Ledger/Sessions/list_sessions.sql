-- Latest first, by the key of the last row shown.
select s.id, s.name, s.owner, s.status, s.frequency_hz, s.bandwidth_hz, s.session_start, s.session_end, s.duration_seconds, s.notes,
       s.failure_reason, s.feature_extraction_task_id,
       (select count(*) from heimdall.measurements m where m.recording_session_id = s.id) as measurement_count,
       s.created_at, s.updated_at
from heimdall.recording_sessions s
where (@status::text is null or s.status = @status)
  and (@before_start::timestamptz is null or (s.session_start, s.id) < (@before_start, @before_id::uuid))
order by s.session_start desc, s.id desc
limit @limit
