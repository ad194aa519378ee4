insert into heimdall.coverage (recording_session_id, feature_set, feature_version, state, session_start, measurements)
select s.id, @feature_set, @feature_version, 'missing', s.session_start, count(*)::integer
from heimdall.recording_sessions s
join heimdall.measurements m on m.recording_session_id = s.id
where s.status = 'completed'
group by s.id
