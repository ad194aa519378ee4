select exists (select from heimdall.websdr_stations where id = @id)
