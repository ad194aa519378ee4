-- The fence looks each job up by its id. As a join it had a better offer while the table was nearly empty: the index of the leases, from end to
-- end, a plan that was kept until somebody analysed the table; and while a snapshot is held that index has an entry for every job of late. The
-- inner limit keeps the status out of the look-up, and with it that index. In the order of the ids: who locks the same jobs waits, and never
-- crosswise.
create or replace function heimdall.hold_leases(job_ids uuid[], tokens bigint[]) returns table (job_id uuid, lease_token bigint) language plpgsql as $$
begin
  return query
    select j.id, j.lease_token
    from (select one.id, one.token from unnest(job_ids, tokens) as one (id, token) order by one.id) held
    cross join lateral (
      select e.id, e.lease_token, e.status from heimdall.extraction_jobs e where e.id = held.id and e.lease_token = held.token limit 1 for update) j
    where j.status = 'extracting';
end $$;

create or replace function heimdall.hold_all_leases(job_ids uuid[], tokens bigint[]) returns void language plpgsql as $$
declare
  held bigint;
begin
  perform from (select one.id, one.token from unnest(job_ids, tokens) as one (id, token) order by one.id) held
    cross join lateral (
      select e.status from heimdall.extraction_jobs e where e.id = held.id and e.lease_token = held.token limit 1 for update) j
    where j.status = 'extracting';
  get diagnostics held = row_count;
  if held < cardinality(job_ids) then
    raise exception '% of % leases are lost', cardinality(job_ids) - held, cardinality(job_ids) using errcode = 'HD001';
  end if;
end $$;
