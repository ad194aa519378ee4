-- As walk_by_start, among the sessions of one status.
(
  select id as id, (extract(epoch from session_start) * 1000000)::double precision as key
  from heimdall.recording_sessions
  where @descending::boolean and (session_start, id) < (@after_start::timestamptz, @after_id::uuid)
    and status = @status and session_start >= @from and session_start < @to
  order by session_start desc, id desc
  limit @look
)
union all
(
  select id, (extract(epoch from session_start) * 1000000)::double precision as key
  from heimdall.recording_sessions
  where not @descending::boolean and (session_start, id) > (@after_start::timestamptz, @after_id::uuid)
    and status = @status and session_start >= @from and session_start < @to
  order by session_start, id
  limit @look
)
