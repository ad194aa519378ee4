create or replace function heimdall.derive_coverage_of_changed_jobs() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
begin
  if not exists (select from changed c join former f on f.id = c.id where c.status <> f.status) then
    return null;
  end if;

  update heimdall.coverage c
  set state = heimdall.coverage_state(f.extraction_failed, j.status)
  from changed j
  join former o on o.id = j.id
  left join heimdall.measurement_features f
    on f.recording_session_id = j.recording_session_id and f.feature_set = j.feature_set and f.feature_version = j.feature_version
  where j.status <> o.status
    and c.recording_session_id = j.recording_session_id
    and c.feature_set = j.feature_set
    and c.feature_version = j.feature_version
    and c.state <> heimdall.coverage_state(f.extraction_failed, j.status);
  return null;
end $$;
