-- Until somebody takes what it left: another backfill, or the batches.
select 'backfill/' || b.id as subject,
       format('Backfill %s stopped after %s batches of %s and left recordings without %s %s', b.id, b.max_batches, b.batch_size, b.feature_set, b.feature_version) as message,
       jsonb_build_object('backfill_id', b.id, 'found', b.found, 'queued', b.queued) as detail
from heimdall.backfills b
where b.state = 'stopped'
  and b.stop_reason = 'max_batches'
  and exists (
    select from heimdall.coverage c
    where c.state = 'missing' and c.feature_set = b.feature_set and c.feature_version = b.feature_version)
  and not exists (
    select from heimdall.backfills later
    where later.feature_set = b.feature_set and later.feature_version = b.feature_version and later.started_at > b.ended_at)
