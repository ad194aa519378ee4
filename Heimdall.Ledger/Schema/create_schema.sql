-- Runs before any step, under the migration lock: `if not exists` alone would still race.
do $$
begin
  create schema if not exists heimdall;
  create table if not exists heimdall.schema_migrations (
    version     integer primary key,
    name        text not null,
    sha256      bytea not null,
    applied_at  timestamptz not null default now()
  );
end $$
