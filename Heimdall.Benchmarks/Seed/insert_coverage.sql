with covered as (
  insert into heimdall.coverage (recording_session_id, feature_set, feature_version, state, session_start, measurements)
  select session_id, @feature_set, @feature_version, state, session_start, 7
  from seed_batch
  returning state, measurements
)
insert into heimdall.coverage_counts (feature_set, feature_version, state, recordings, measurements)
select @feature_set, @feature_version, state, count(*), sum(measurements) from covered group by state
