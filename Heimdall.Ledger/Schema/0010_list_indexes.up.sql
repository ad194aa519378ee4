-- Sessions by what became of their features, latest first. One partial index a state that is asked for, and not one over all states: a
-- recording goes through queued and extracting within a second, and would leave an entry behind for each. The missing have theirs already.
create index coverage_with on heimdall.coverage (feature_set, feature_version, session_start, recording_session_id) where state = 'with';
create index coverage_failed on heimdall.coverage (feature_set, feature_version, session_start, recording_session_id) where state = 'failed';
