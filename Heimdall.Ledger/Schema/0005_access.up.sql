-- Who may do what, and what they did.

create table heimdall.api_keys (
  id            uuid primary key,
  name          text not null check (length(name) between 1 and 100),
  role          text not null check (role in ('viewer', 'operator', 'admin')),
  -- The public part of the key finds the row; the SHA-256 of the whole key proves it. The key itself is nowhere.
  prefix        text not null unique check (prefix ~ '^[a-z0-9]{8,16}$'),
  key_sha256    bytea not null check (octet_length(key_sha256) = 32),
  created_by    text not null,
  created_at    timestamptz not null default now(),
  revoked_at    timestamptz
);

-- A name is an owner of sessions, so two working keys never share one.
create unique index api_keys_one_working_name on heimdall.api_keys (name) where revoked_at is null;

create table heimdall.audit_log (
  id       bigint generated always as identity primary key,
  at       timestamptz not null default now(),
  actor    text not null,
  action   text not null check (length(action) between 1 and 100),
  subject  text not null check (length(subject) <= 200),
  detail   jsonb not null default '{}'
);

create index audit_log_by_time on heimdall.audit_log (at desc);
