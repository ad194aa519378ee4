-- A result that is made anew replaces all of the old one: the new one may have fewer blocks.
delete from heimdall.receiver_chunks
where measurement_id = any(@ids) and feature_set = @feature_set and feature_version = @feature_version
