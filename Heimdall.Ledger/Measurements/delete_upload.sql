delete from heimdall.uploads where measurement_id = @measurement_id
