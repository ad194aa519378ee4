drop index heimdall.finished_jobs_by_feature_set;
drop index heimdall.finished_jobs_unsuccessful;
create index finished_jobs_unsuccessful on heimdall.finished_jobs (id desc) where error_kind is not null;
drop index if exists heimdall.recording_sessions_by_words;
-- Where somebody else had it already it lies elsewhere, and stays.
do $$
begin
  if exists (select from pg_extension where extname = 'pg_trgm' and extnamespace = 'heimdall'::regnamespace) then
    drop extension pg_trgm;
  end if;
end $$;
drop function heimdall.session_words(text, text, text);
drop index heimdall.receiver_features_failed;
drop index heimdall.measurement_features_by_snr;
drop index heimdall.recording_sessions_by_frequency;
