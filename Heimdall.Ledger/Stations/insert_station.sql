insert into heimdall.websdr_stations (id, name, url, latitude, longitude, altitude_m, calibration_offset_db, dc_guard_bins)
values (@id, @name, @url, @latitude, @longitude, @altitude_m, @calibration_offset_db, @dc_guard_bins)
returning id, name, url, latitude, longitude, altitude_m, calibration_offset_db, dc_guard_bins, is_active, created_at, updated_at
