-- However many different messages nobody understands, their rows are bounded. What comes when there is no room is counted in a row of its queue
-- that stands for all others: how many, since when, and what the last one was.

alter table heimdall.dead_letters drop constraint dead_letters_fingerprint_check;
update heimdall.dead_letters set fingerprint = 'others' where fingerprint = repeat('0', 64);
alter table heimdall.dead_letters add constraint dead_letters_fingerprint_check check (fingerprint ~ '^[0-9a-f]{64}$' or fingerprint = 'others');

-- One row. Kept by triggers, so that nobody counts ten thousand rows for every message.
create table heimdall.dead_letter_room (
  is_only      boolean primary key default true check (is_only),
  taken        integer not null check (taken >= 0),
  most         integer not null default 10000 check (most > 0),
  most_bodies  integer not null default 1000 check (most_bodies > 0)
) with (fillfactor = 10);

insert into heimdall.dead_letter_room (taken) select count(*) from heimdall.dead_letters where fingerprint <> 'others';

-- Whoever records something new waits for the others who do, until they have committed: the room they see is the room there is. Looked at anew
-- after the wait, too: what another one has just recorded needs no room.
create function heimdall.give_dead_letter_room() returns trigger language plpgsql as $$
declare
  room heimdall.dead_letter_room;
begin
  select * into strict room from heimdall.dead_letter_room for update;
  if room.taken >= room.most_bodies then
    new.body := '';
  end if;

  if room.taken >= room.most and not exists (select from heimdall.dead_letters where queue = new.queue and fingerprint = new.fingerprint) then
    new.fingerprint := 'others';
  end if;

  return new;
end $$;

create function heimdall.count_dead_letters() returns trigger language plpgsql as $$
begin
  update heimdall.dead_letter_room
  set taken = taken + case tg_op when 'INSERT' then c.letters else -c.letters end
  from (select count(*) as letters from changed where fingerprint <> 'others') c
  where c.letters > 0;
  return null;
end $$;

-- Before the rows, as whoever records does: in one order for everybody, and so never crosswise.
create function heimdall.lock_dead_letter_room() returns trigger language plpgsql as $$
begin
  perform from heimdall.dead_letter_room for update;
  return null;
end $$;

create function heimdall.empty_dead_letter_room() returns trigger language plpgsql as $$
begin
  update heimdall.dead_letter_room set taken = 0;
  return null;
end $$;

create trigger give_dead_letter_room before insert on heimdall.dead_letters for each row execute function heimdall.give_dead_letter_room();
create trigger count_added_dead_letters after insert on heimdall.dead_letters
  referencing new table as changed for each statement execute function heimdall.count_dead_letters();
create trigger lock_dead_letter_room before delete on heimdall.dead_letters for each statement execute function heimdall.lock_dead_letter_room();
create trigger count_removed_dead_letters after delete on heimdall.dead_letters
  referencing old table as changed for each statement execute function heimdall.count_dead_letters();
create trigger empty_dead_letter_room after truncate on heimdall.dead_letters for each statement execute function heimdall.empty_dead_letter_room();
