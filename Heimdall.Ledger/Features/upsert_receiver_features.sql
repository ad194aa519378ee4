insert into heimdall.receiver_features (measurement_id, feature_set, feature_version, status, error_code, error_message, features, iq_sha256, duration_ms)
select r.id, r.feature_set, r.feature_version, case when r.error_code is null then 'ok' else 'failed' end, r.error_code, r.error_message,
       r.features::json, r.sha256, r.duration_ms
from unnest(@ids::uuid[], @feature_sets::text[], @feature_versions::integer[], @error_codes::text[], @error_messages::text[], @features::text[],
            @sha256s::bytea[], @durations_ms::double precision[])
  as r (id, feature_set, feature_version, error_code, error_message, features, sha256, duration_ms)
on conflict (measurement_id, feature_set, feature_version) do update
set status = excluded.status,
    error_code = excluded.error_code,
    error_message = excluded.error_message,
    features = excluded.features,
    iq_sha256 = excluded.iq_sha256,
    duration_ms = excluded.duration_ms,
    created_at = now()
