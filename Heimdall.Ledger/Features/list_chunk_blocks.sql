select data
from heimdall.receiver_chunks
where measurement_id = @measurement_id and feature_set = @feature_set and feature_version = @feature_version and block between @first and @last
order by block
