-- A result that is made anew replaces all of the old one: the new one may have fewer blocks.
delete from heimdall.receiver_chunks c
using unnest(@ids::uuid[], @feature_sets::text[], @feature_versions::integer[]) as r (id, feature_set, feature_version)
where c.measurement_id = r.id and c.feature_set = r.feature_set and c.feature_version = r.feature_version
