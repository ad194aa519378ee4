create or replace function heimdall.queue_sessions(
  session_ids uuid[], set_name text, set_version integer, of_backfill uuid, requester text, out queued bigint, out refused bigint)
language plpgsql as $$
declare
  one uuid;
  inserted bigint;
begin
  queued := 0;
  refused := 0;
  begin
    insert into heimdall.extraction_jobs
      (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, lane, backfill_id, requested_by)
    select heimdall.uuid_v7(), 'session', s.id, s.id, set_name, set_version, 'backfill', of_backfill, requester
    from unnest(session_ids) with ordinality s (id, place)
    order by s.place
    on conflict (subject_kind, subject_id, feature_set, feature_version) do nothing;
    get diagnostics queued = row_count;
    return;
  exception when data_exception or integrity_constraint_violation or plpgsql_error then
    -- One of them is poisoned: each is tried by itself.
    queued := 0;
  end;

  foreach one in array session_ids loop
    begin
      insert into heimdall.extraction_jobs
        (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, lane, backfill_id, requested_by)
      values (heimdall.uuid_v7(), 'session', one, one, set_name, set_version, 'backfill', of_backfill, requester)
      on conflict (subject_kind, subject_id, feature_set, feature_version) do nothing;
      get diagnostics inserted = row_count;
      queued := queued + inserted;
    exception when data_exception or integrity_constraint_violation or plpgsql_error then
      refused := refused + 1;
      raise warning 'session % cannot be queued for % %: %', one, set_name, set_version, sqlerrm;
    end;
  end loop;
end $$;

alter table heimdall.feature_sets drop column lane, drop column priority;
