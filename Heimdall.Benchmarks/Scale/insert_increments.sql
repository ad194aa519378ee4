-- What hundreds of jobs a second leave to be summed up, here of nothing.
insert into heimdall.coverage_counts (feature_set, feature_version, state, recordings, measurements)
select @feature_set, @feature_version, case n % 2 when 0 then 'with' else 'extracting' end, case n % 4 when 0 then 1 when 1 then 1 else -1 end,
       case n % 4 when 0 then 7 when 1 then 7 else -7 end
from generate_series(1, @increments::integer) n
