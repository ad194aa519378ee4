insert into heimdall.receiver_chunks (measurement_id, feature_set, feature_version, block, chunks, data)
select b.measurement_id, b.feature_set, b.feature_version, b.number, b.chunks, b.data
from unnest(@measurement_ids::uuid[], @feature_sets::text[], @feature_versions::integer[], @numbers::integer[], @chunks::integer[], @data::bytea[])
  as b (measurement_id, feature_set, feature_version, number, chunks, data)
