-- Who waits for features is told of them at the commit, and need not look again and again; and features are kept as they were written.

-- An upsert calls this with what it inserted: features that are made anew were there before, and nobody waits for them. A payload has 8,000
-- bytes at most: beyond that it may be anybody's.
create function heimdall.notify_features() returns trigger language plpgsql as $$
declare
  sessions text;
begin
  select case when count(*) <= 200 then string_agg(recording_session_id::text, ',') else '' end into sessions from added having count(*) > 0;
  if found then
    perform pg_notify('heimdall_features', sessions);
  end if;
  return null;
end $$;

create trigger notify_features after insert on heimdall.measurement_features
  referencing new table as added for each statement execute function heimdall.notify_features();

-- Nothing in the database looks inside a receiver's features: taking their 215 numbers apart, and putting them together again for each
-- reader, was a fifth of what a job cost it. Written once, read whole, they stay in the row: a few KB beside it would be three more rows of
-- another table.
alter table heimdall.receiver_features alter column features type json using features::text::json;
alter table heimdall.receiver_features set (toast_tuple_target = 8160);
do $$
begin
  if exists (select from pg_settings where name = 'default_toast_compression' and 'lz4' = any (enumvals)) then
    alter table heimdall.receiver_features alter column features set compression lz4;
  end if;
end $$;
