-- From here on the session is a recording: it counts under every feature set version. Nothing where no measurement has IQ.
insert into heimdall.coverage (recording_session_id, feature_set, feature_version, state, session_start, measurements)
select s.id, v.feature_set, v.feature_version, 'missing', s.session_start, m.measurements
from heimdall.recording_sessions s
join lateral (select count(*)::integer as measurements from heimdall.measurements where recording_session_id = s.id) m on m.measurements > 0
cross join heimdall.feature_sets v
where s.id = @id
