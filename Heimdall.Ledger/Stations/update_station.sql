update heimdall.websdr_stations
set name = coalesce(@name, name),
    url = case when @clear_url::boolean then null else coalesce(@url, url) end,
    latitude = coalesce(@latitude, latitude),
    longitude = coalesce(@longitude, longitude),
    altitude_m = case when @clear_altitude::boolean then null else coalesce(@altitude_m, altitude_m) end,
    calibration_offset_db = case when @clear_calibration::boolean then null else coalesce(@calibration_offset_db, calibration_offset_db) end,
    dc_guard_bins = coalesce(@dc_guard_bins, dc_guard_bins),
    is_active = coalesce(@is_active, is_active),
    updated_at = now()
where id = @id
returning id, name, url, latitude, longitude, altitude_m, calibration_offset_db, dc_guard_bins, is_active, created_at, updated_at
