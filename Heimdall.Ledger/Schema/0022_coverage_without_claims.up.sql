-- Coverage remembers that a recording has a live job, not whether somebody works on it: that is in the job's row, and few are worked on. A
-- claim, a release, a retry and a rescue have nothing to derive and nothing to count; they wrote a row of coverage a job before.
-- The state that is stored for a live job stays 'queued', so that services of the version before go on completing sessions.

drop trigger derive_coverage_updated on heimdall.extraction_jobs;
drop function heimdall.derive_coverage_of_changed_jobs();

-- A subject has one live job at most: where a row is new there is one, and where it is gone there is none.
create or replace function heimdall.derive_coverage_of_moved_jobs() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
begin
  update heimdall.coverage c
  set state = heimdall.coverage_state(f.extraction_failed, case tg_op when 'INSERT' then 'queued' end)
  from changed j
  left join heimdall.measurement_features f
    on f.recording_session_id = j.recording_session_id and f.feature_set = j.feature_set and f.feature_version = j.feature_version
  where c.recording_session_id = j.recording_session_id
    and c.feature_set = j.feature_set
    and c.feature_version = j.feature_version
    and c.state <> heimdall.coverage_state(f.extraction_failed, case tg_op when 'INSERT' then 'queued' end);
  return null;
end $$;

create or replace function heimdall.derive_coverage() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
begin
  if not exists (select from changed) then
    return null;
  end if;

  update heimdall.coverage c
  set state = heimdall.coverage_state(f.extraction_failed, case when j.id is not null then 'queued' end)
  from (select distinct recording_session_id, feature_set, feature_version from changed where recording_session_id is not null) k
  left join heimdall.measurement_features f using (recording_session_id, feature_set, feature_version)
  left join heimdall.extraction_jobs j using (recording_session_id, feature_set, feature_version)
  where c.recording_session_id = k.recording_session_id
    and c.feature_set = k.feature_set
    and c.feature_version = k.feature_version
    and c.state <> heimdall.coverage_state(f.extraction_failed, case when j.id is not null then 'queued' end);
  return null;
end $$;

update heimdall.coverage set state = 'queued' where state = 'extracting';
alter table heimdall.coverage drop constraint coverage_state_check;
alter table heimdall.coverage add constraint coverage_state_check check (state in ('with', 'queued', 'failed', 'missing'));

-- What counts add up to, with each recording that somebody works on moved from the queued to the extracting. Limit: looked up by key, whatever
-- the tables held when the plan was made.
create view heimdall.coverage_increments as
select feature_set, feature_version, state, recordings, measurements
from heimdall.coverage_counts
union all
select j.feature_set, j.feature_version, moved.state, moved.recordings, moved.recordings * c.measurements
from heimdall.extraction_jobs j
cross join lateral (
  select state, measurements from heimdall.coverage
  where recording_session_id = j.recording_session_id and feature_set = j.feature_set and feature_version = j.feature_version
  limit 1) c
cross join (values ('queued', -1::bigint), ('extracting', 1)) moved (state, recordings)
where j.status = 'extracting' and c.state = 'queued';
