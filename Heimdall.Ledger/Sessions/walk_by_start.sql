-- The next sessions by their start, one way or the other: one of the halves reads nothing. Every limit is always set, so that a plan that was
-- kept begins and ends in the index, too.
(
  select id as id, (extract(epoch from session_start) * 1000000)::double precision as key
  from heimdall.recording_sessions
  where @descending::boolean and (session_start, id) < (@after_start::timestamptz, @after_id::uuid)
    and session_start >= @from and session_start < @to
  order by session_start desc, id desc
  limit @look
)
union all
(
  select id, (extract(epoch from session_start) * 1000000)::double precision as key
  from heimdall.recording_sessions
  where not @descending::boolean and (session_start, id) > (@after_start::timestamptz, @after_id::uuid)
    and session_start >= @from and session_start < @to
  order by session_start, id
  limit @look
)
