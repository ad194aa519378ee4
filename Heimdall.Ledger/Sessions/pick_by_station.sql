select recording_session_id from heimdall.measurements where websdr_station_id = @station_id limit @most
