-- Seven receivers, as in the demonstration. Seeding more into the same database finds them there.
insert into heimdall.websdr_stations (id, name, latitude, longitude)
select heimdall.uuid_v7(), 'seed ' || k, 44 + k * 0.2, 7 + k * 0.3
from generate_series(1, 7) k
on conflict (name) do nothing
