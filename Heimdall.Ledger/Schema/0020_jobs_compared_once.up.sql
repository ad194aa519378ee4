-- Which jobs of a statement changed their state is found by putting both of a job's rows together. Joined to each other, every row that was
-- met every row that is: a claim of a hundred jobs spent most of its time there, and a renewal of many leases too.
create or replace function heimdall.derive_coverage_of_changed_jobs() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
begin
  -- All in one state, before and after, as those are whose leases are renewed.
  if (select min(status) is not distinct from max(status) from (select status from changed union all select status from former) states) then
    return null;
  end if;

  update heimdall.coverage c
  set state = heimdall.coverage_state(f.extraction_failed, j.status)
  from (select recording_session_id, feature_set, feature_version, max(status) filter (where is_new) as status
        from (select id, recording_session_id, feature_set, feature_version, status, true as is_new from changed
              union all
              select id, recording_session_id, feature_set, feature_version, status, false from former) rows_of_job
        group by id, recording_session_id, feature_set, feature_version
        having min(status) <> max(status)) j
  left join heimdall.measurement_features f
    on f.recording_session_id = j.recording_session_id and f.feature_set = j.feature_set and f.feature_version = j.feature_version
  where c.recording_session_id = j.recording_session_id
    and c.feature_set = j.feature_set
    and c.feature_version = j.feature_version
    and c.state <> heimdall.coverage_state(f.extraction_failed, j.status);
  return null;
end $$;
