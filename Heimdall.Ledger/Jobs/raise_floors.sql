-- The full look: whatever is queued and due is seen, also what came late below a floor. A floor moves in steps, because a held snapshot
-- keeps every version of its row; it moves back at once.
with seen as (
  select band.lane, band.priority, least(coalesce(oldest.ready_seq, @horizon), @horizon) as floor
  from heimdall.job_bands band
  left join lateral (
    select ready_seq from heimdall.extraction_jobs
    where lane = band.lane and priority = band.priority and status = 'queued' and ready_seq is not null
    order by ready_seq
    limit 1) oldest on true
), moved as (
  update heimdall.job_bands band
  set floor = seen.floor
  from seen
  where band.lane = seen.lane and band.priority = seen.priority
    and (seen.floor < band.floor or seen.floor >= band.floor + @step)
)
select last_value + 1 from heimdall.job_order
