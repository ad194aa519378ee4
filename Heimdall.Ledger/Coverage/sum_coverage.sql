select state, sum(recordings)::bigint as recordings, sum(measurements)::bigint as measurements
from heimdall.coverage_increments
where feature_set = @feature_set and feature_version = @feature_version
group by state
