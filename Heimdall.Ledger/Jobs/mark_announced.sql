-- As it was announced: one that was claimed and given back since is to be announced anew. Skip locked: what is being claimed at this moment has
-- been heard of. Each is looked up by its key, as by the fence: the inner limit keeps the status out of the look-up. In the order of the ids:
-- who locks the same jobs waits, and never crosswise.
update heimdall.extraction_jobs j
set announced_at = now()
from (select one.id, one.token from unnest(@ids::uuid[], @tokens::bigint[]) as one (id, token) order by one.id) announced
cross join lateral (
  select e.id, e.status from heimdall.extraction_jobs e where e.id = announced.id and e.lease_token = announced.token limit 1
  for update skip locked) found
where found.status = 'queued' and j.id = found.id
