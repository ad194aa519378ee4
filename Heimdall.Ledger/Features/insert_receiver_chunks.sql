insert into heimdall.receiver_chunks (measurement_id, feature_set, feature_version, block, chunks, data)
select @measurement_id, @feature_set, @feature_version, b.number, b.chunks, b.data
from unnest(@numbers::integer[], @chunks::integer[], @data::bytea[]) as b (number, chunks, data)
