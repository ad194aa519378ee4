-- As it was announced: one that was claimed and given back since is to be announced anew. Skip locked: what is being claimed at this
-- moment has been heard of.
update heimdall.extraction_jobs
set announced_at = now()
where id in (
  select j.id
  from unnest(@ids::uuid[], @tokens::bigint[]) as announced (id, token)
  join heimdall.extraction_jobs j on j.id = announced.id and j.lease_token = announced.token
  where j.status = 'queued'
  order by j.id
  for update of j skip locked)
