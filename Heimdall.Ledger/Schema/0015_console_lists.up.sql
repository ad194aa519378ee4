-- The lists of the console with a million sessions: what is sorted by, and what picks few of them, has an index.

create index recording_sessions_by_frequency on heimdall.recording_sessions (frequency_hz, id);
create index measurement_features_by_snr on heimdall.measurement_features (feature_set, feature_version, mean_snr_db, recording_session_id)
  where mean_snr_db is not null;
-- As small as the trouble is.
create index receiver_features_failed on heimdall.receiver_features (error_code, feature_set, feature_version, measurement_id)
  where status = 'failed';

-- What a search looks at. The lines keep a match from reaching out of one field into the next.
create function heimdall.session_words(name text, owner text, notes text) returns text language sql immutable as $$
  select coalesce(name, '') || e'\n' || owner || e'\n' || coalesce(notes, '');
$$;

-- Trigrams find a part of a word. They come with PostgreSQL, yet some servers lack them or let nobody add them: there a search looks at the
-- sessions one by one, so many at a time.
do $$
begin
  if exists (select from pg_available_extensions where name = 'pg_trgm') then
    create extension if not exists pg_trgm schema heimdall;
    execute format(
      'create index recording_sessions_by_words on heimdall.recording_sessions using gin (heimdall.session_words(name, owner, notes) %s.gin_trgm_ops)',
      (select extnamespace::regnamespace from pg_extension where extname = 'pg_trgm'));
  end if;
exception when insufficient_privilege or undefined_file or feature_not_supported then
  raise notice 'Sessions are searched without an index: %', sqlerrm;
end $$;

-- Its condition was also true of every kind of error, and the planner read all of them through it instead of through the kind's own index.
drop index heimdall.finished_jobs_unsuccessful;
create index finished_jobs_unsuccessful on heimdall.finished_jobs (id desc) where status <> 'completed';

-- A feature set that has few jobs, or none: summaries of pages tell where they cannot be, at next to no cost for whoever settles.
create index finished_jobs_by_feature_set on heimdall.finished_jobs using brin (feature_set, feature_version)
  with (pages_per_range = 32, autosummarize = on);
