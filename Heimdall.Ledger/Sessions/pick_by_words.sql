-- By the index of trigrams; without it, this reads until it is stopped. Collected before the limit, or the planner would rather read on
-- through the table in the hope of finding enough soon.
with found as materialized (
  select id from heimdall.recording_sessions where heimdall.session_words(name, owner, notes) ilike @pattern
)
select id from found limit @most
