-- What is asked for every job is planned once a connection, and what has nothing to do does nothing.

-- The body of an SQL function is planned at each call, that of a PL/pgSQL function once.
create or replace function heimdall.hold_leases(job_ids uuid[], tokens bigint[]) returns table (job_id uuid, lease_token bigint) language plpgsql as $$
begin
  return query
    select j.id, j.lease_token
    from unnest(job_ids, tokens) as held (id, token)
    join heimdall.extraction_jobs j on j.id = held.id
    where j.lease_token = held.token and j.status = 'extracting'
    order by j.id
    for update of j;
end $$;

-- The fence itself counts what it locks.
create or replace function heimdall.hold_all_leases(job_ids uuid[], tokens bigint[]) returns void language plpgsql as $$
declare
  held bigint;
begin
  perform from unnest(job_ids, tokens) as held (id, token)
    join heimdall.extraction_jobs j on j.id = held.id
    where j.lease_token = held.token and j.status = 'extracting'
    order by j.id
    for update of j;
  get diagnostics held = row_count;
  if held < cardinality(job_ids) then
    raise exception '% of % leases are lost', cardinality(job_ids) - held, cardinality(job_ids) using errcode = 'HD001';
  end if;
end $$;

-- An upsert calls this twice, for what it inserted and for what it updated: one of them is nothing, nearly always.
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

alter function heimdall.derive_coverage_of_moved_jobs() set plan_cache_mode = force_generic_plan;
alter function heimdall.derive_coverage_of_changed_jobs() set plan_cache_mode = force_generic_plan;

-- A statement that changed no state has nothing to count.
create or replace function heimdall.count_coverage() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into heimdall.coverage_counts
    select feature_set, feature_version, state, count(*), sum(measurements) from added group by 1, 2, 3;
  elsif tg_op = 'DELETE' then
    insert into heimdall.coverage_counts
    select feature_set, feature_version, state, -count(*), -sum(measurements) from removed group by 1, 2, 3;
  elsif exists (select from added) then
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

-- A block's receiver is a measurement's: the other foreign key says so already.
alter table heimdall.receiver_chunks drop constraint receiver_chunks_measurement_id_fkey;
