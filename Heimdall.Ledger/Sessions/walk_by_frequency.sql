-- The next sessions by their frequency, one way or the other.
(
  select id as id, frequency_hz::double precision as key
  from heimdall.recording_sessions
  where @descending::boolean and (frequency_hz, id) < (@after_frequency::bigint, @after_id::uuid)
    and frequency_hz >= @min_frequency and frequency_hz <= @max_frequency
  order by frequency_hz desc, id desc
  limit @look
)
union all
(
  select id, frequency_hz::double precision as key
  from heimdall.recording_sessions
  where not @descending::boolean and (frequency_hz, id) > (@after_frequency::bigint, @after_id::uuid)
    and frequency_hz >= @min_frequency and frequency_hz <= @max_frequency
  order by frequency_hz, id
  limit @look
)
