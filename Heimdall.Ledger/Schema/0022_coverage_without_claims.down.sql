drop view heimdall.coverage_increments;

create or replace function heimdall.derive_coverage() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
begin
  if not exists (select from changed) then
    return null;
  end if;

  update heimdall.coverage c
  set state = heimdall.coverage_state(f.extraction_failed, j.status)
  from (select distinct recording_session_id, feature_set, feature_version from changed where recording_session_id is not null) k
  left join heimdall.measurement_features f using (recording_session_id, feature_set, feature_version)
  left join heimdall.extraction_jobs j using (recording_session_id, feature_set, feature_version)
  where c.recording_session_id = k.recording_session_id
    and c.feature_set = k.feature_set
    and c.feature_version = k.feature_version
    and c.state <> heimdall.coverage_state(f.extraction_failed, j.status);
  return null;
end $$;

create or replace function heimdall.derive_coverage_of_moved_jobs() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
begin
  update heimdall.coverage c
  set state = heimdall.coverage_state(f.extraction_failed, case tg_op when 'INSERT' then j.status end)
  from changed j
  left join heimdall.measurement_features f
    on f.recording_session_id = j.recording_session_id and f.feature_set = j.feature_set and f.feature_version = j.feature_version
  where c.recording_session_id = j.recording_session_id
    and c.feature_set = j.feature_set
    and c.feature_version = j.feature_version
    and c.state <> heimdall.coverage_state(f.extraction_failed, case tg_op when 'INSERT' then j.status end);
  return null;
end $$;

create function heimdall.derive_coverage_of_changed_jobs() returns trigger language plpgsql
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

create trigger derive_coverage_updated after update on heimdall.extraction_jobs
  referencing old table as former new table as changed for each statement execute function heimdall.derive_coverage_of_changed_jobs();

alter table heimdall.coverage drop constraint coverage_state_check;
alter table heimdall.coverage add constraint coverage_state_check check (state in ('with', 'queued', 'extracting', 'failed', 'missing'));
update heimdall.coverage c
set state = 'extracting'
from heimdall.extraction_jobs j
where c.state = 'queued' and j.status = 'extracting'
  and j.recording_session_id = c.recording_session_id and j.feature_set = c.feature_set and j.feature_version = c.feature_version;
