-- What became of one recording, a row a feature set: its current version, and an older one where that has a result. A recording that failed
-- and is queued again is queued; one that has features keeps them while they are made anew. The job is the one that waits or runs, else the
-- one that made the result, as long as it is not pruned.
select v.feature_set, v.feature_version, s.state,
       case s.state when 'failed' then r.error_code end as error_code,
       case s.state when 'failed' then coalesce(r.error_message, f.error_message) end as error_message,
       r.iq_sha256, r.duration_ms, r.created_at, f.extraction_metadata ->> 'extractor_version' as extractor_version,
       j.id as job_id, j.status as job_status, j.attempt as job_attempt, j.worker as job_worker, j.traceparent as job_traceparent,
       j.error_kind as job_error_kind
from heimdall.measurements m
cross join heimdall.feature_sets v
left join heimdall.receiver_features r
  on r.measurement_id = m.id and r.feature_set = v.feature_set and r.feature_version = v.feature_version
left join heimdall.measurement_features f
  on f.recording_session_id = m.recording_session_id and f.feature_set = v.feature_set and f.feature_version = v.feature_version
left join heimdall.extraction_jobs l
  on l.recording_session_id = m.recording_session_id and l.feature_set = v.feature_set and l.feature_version = v.feature_version
cross join lateral (
  select case when r.status = 'ok' then 'ok'
              when l.status is not null then l.status
              when r.status = 'failed' or f.extraction_failed then 'failed'
              else 'missing' end as state) s
left join lateral (
  select l.id, l.status, l.attempt, l.lease_owner as worker, l.traceparent, null as error_kind where l.id is not null
  union all
  select d.id, d.status, d.attempt, d.lease_owner, d.traceparent, d.error_kind
  from heimdall.finished_jobs d
  where d.id = f.job_id
  limit 1) j on true
where m.id = @id and (v.is_current or r.measurement_id is not null)
order by v.feature_set, v.feature_version desc
