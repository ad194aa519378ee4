-- Left join: where the extraction never got to a recording, its receiver is there all the same, without features.
select m.id as measurement_id, m.websdr_station_id as station_id, w.name as station_name, m.station_latitude as latitude,
       m.station_longitude as longitude, coalesce(r.status, 'not_extracted') as status, r.error_code, r.error_message, r.features,
       r.duration_ms, r.created_at
from heimdall.measurements m
join heimdall.websdr_stations w on w.id = m.websdr_station_id
left join heimdall.receiver_features r on r.measurement_id = m.id and r.feature_set = @feature_set and r.feature_version = @feature_version
where m.recording_session_id = @session_id
order by w.name, m.recorded_at
