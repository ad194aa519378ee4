-- What was done in each step, and what has not ended by now. One statement and so one look: what is live now, less what was queued since and
-- with what ended since, is what was live at the end of any step, whatever was pruned or restarted meanwhile. The two rows of the lanes carry
-- the time of the look. Without a feature set all are counted together.
select date_bin(@step::interval, at, 'epoch') as at, lane, outcome, sum(jobs)::bigint as jobs
from heimdall.job_history
where at >= date_bin(@step::interval, now(), 'epoch') - (@steps::integer - 1) * @step::interval
  and (@feature_set::text is null or feature_set = @feature_set)
group by 1, lane, outcome
union all
select now(), l.lane, 'live', (select count(*) from heimdall.extraction_jobs j where j.lane = l.lane and (@feature_set::text is null or j.feature_set = @feature_set))
from (values ('live'), ('backfill')) l (lane)
