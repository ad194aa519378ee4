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

