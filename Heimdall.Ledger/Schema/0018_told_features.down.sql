alter table heimdall.receiver_features reset (toast_tuple_target);
alter table heimdall.receiver_features alter column features type jsonb using features::text::jsonb;
do $$
begin
  if exists (select from pg_settings where name = 'default_toast_compression' and 'lz4' = any (enumvals)) then
    alter table heimdall.receiver_features alter column features set compression lz4;
  end if;
end $$;

drop trigger notify_features on heimdall.measurement_features;
drop function heimdall.notify_features();
