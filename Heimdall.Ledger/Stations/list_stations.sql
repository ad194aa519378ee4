select id, name, url, latitude, longitude, altitude_m, calibration_offset_db, dc_guard_bins, is_active, created_at, updated_at
from heimdall.websdr_stations
where @after::text is null or name > @after
order by name
limit @limit
