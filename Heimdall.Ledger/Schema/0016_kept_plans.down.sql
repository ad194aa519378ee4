alter table heimdall.receiver_chunks add constraint receiver_chunks_measurement_id_fkey
  foreign key (measurement_id) references heimdall.measurements;

create or replace function heimdall.count_coverage() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into heimdall.coverage_counts
    select feature_set, feature_version, state, count(*), sum(measurements) from added group by 1, 2, 3;
  elsif tg_op = 'DELETE' then
    insert into heimdall.coverage_counts
    select feature_set, feature_version, state, -count(*), -sum(measurements) from removed group by 1, 2, 3;
  else
    insert into heimdall.coverage_counts
    select feature_set, feature_version, state, sum(n), sum(m)
    from (select feature_set, feature_version, state, 1 as n, measurements as m from added
          union all
          select feature_set, feature_version, state, -1, -measurements from removed) change
    group by 1, 2, 3
    having sum(n) <> 0 or sum(m) <> 0;
  end if;
  return null;
end $$;

alter function heimdall.derive_coverage_of_moved_jobs() reset plan_cache_mode;
alter function heimdall.derive_coverage_of_changed_jobs() reset plan_cache_mode;

create or replace function heimdall.derive_coverage() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
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

create or replace function heimdall.hold_all_leases(job_ids uuid[], tokens bigint[]) returns void language plpgsql as $$
declare
  held bigint;
begin
  select count(*) into held from heimdall.hold_leases(job_ids, tokens);
  if held < cardinality(job_ids) then
    raise exception '% of % leases are lost', cardinality(job_ids) - held, cardinality(job_ids) using errcode = 'HD001';
  end if;
end $$;

create or replace function heimdall.hold_leases(job_ids uuid[], tokens bigint[]) returns table (job_id uuid, lease_token bigint) language sql as $$
  select j.id, j.lease_token
  from unnest(job_ids, tokens) as held (id, token)
  join heimdall.extraction_jobs j on j.id = held.id
  where j.lease_token = held.token and j.status = 'extracting'
  order by j.id
  for update of j;
$$;
