-- Who is signed in to the console. What a browser or an address carries is nowhere here, only its SHA-256.

-- A signed-in browser, or an address that signs one in once: both speak for a key and end with it. The first admin's key is in the
-- configuration and not in api_keys: a hash of its hash tells whether it is still the same.
create table heimdall.console_sessions (
  secret_sha256      bytea primary key check (octet_length(secret_sha256) = 32),
  kind               text not null check (kind in ('link', 'session')),
  name               text not null check (length(name) between 1 and 100),
  role               text not null check (role in ('viewer', 'operator', 'admin')),
  api_key_id         uuid references heimdall.api_keys,
  admin_fingerprint  bytea check (octet_length(admin_fingerprint) = 32),
  created_at         timestamptz not null default now(),
  expires_at         timestamptz not null,
  check (expires_at > created_at),
  check ((api_key_id is null) <> (admin_fingerprint is null))
);

create index console_sessions_by_end on heimdall.console_sessions (expires_at);
