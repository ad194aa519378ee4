-- The sessions of one transaction. Ids and times follow from the number, so that every run seeds the same rows, in the order of their keys:
-- 12 digits of milliseconds, version 7, and the number itself.
create temporary table seed_batch on commit drop as
select n,
       (id_time || '70018' || lpad(to_hex(n), 15, '0'))::uuid as session_id,
       (id_time || '70028' || lpad(to_hex(n), 15, '0'))::uuid as job_id,
       id_time,
       session_start,
       case when n <= @uncovered then 'missing' when n % 100 = 0 then 'failed' else 'with' end as state,
       case when n % 10000 = 5000 then 'cancelled'
            when n % 5000 = 0 then 'lease_expired'
            when n % 1000 = 0 then 'infrastructure'
            when n % 100 = 0 then 'data' end as error_kind,
       -- Spread over a band, in no order: what a filter by frequency picks lies anywhere.
       7000000 + n * 7919 % 30000 * 1000 as frequency_hz
from generate_series(@first::bigint, @last::bigint) n
cross join lateral (select @epoch + n * @step::interval as session_start) start
cross join lateral (select lpad(to_hex((extract(epoch from session_start) * 1000)::bigint), 12, '0') as id_time) digits
