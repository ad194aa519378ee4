-- One feature instead of 43: seven rows a session have to fit a disk, and no query that is measured reads inside them. In one session of two
-- hundred one receiver of seven failed, and in one of twenty thousand by an error that is seldom.
insert into heimdall.receiver_features (measurement_id, feature_set, feature_version, status, error_code, error_message, features, duration_ms, created_at)
select (b.id_time || '70038' || lpad(to_hex(b.n * 8 + k), 15, '0'))::uuid, @feature_set, @feature_version,
       case when error_code is null then 'ok' else 'failed' end,
       error_code,
       case when error_code is not null then 'seeded' end,
       case when error_code is null then '{"snr_db": {"mean": 20}}'::json end,
       3, session_start + interval '2 seconds'
from seed_batch b
cross join generate_series(1, 7) k
cross join lateral (
  select case when state = 'failed' then 'too_short'
              when k = 3 and n % 20000 = 1 then 'hash_mismatch'
              when k = 3 and n % 200 = 1 then 'truncated' end as error_code) error
where state <> 'missing'
order by b.n, k
