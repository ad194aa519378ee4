-- What was computed: one row a session, one a receiver, and the values of every chunk in compact blocks.

create table heimdall.feature_sets (
  feature_set      text not null check (feature_set ~ '^[a-z][a-z0-9]*(\.[a-z0-9]+)*$' and length(feature_set) <= 50),
  feature_version  integer not null check (feature_version > 0),
  -- The columns of the chunk blocks, in order. Null until an extractor that computes the set has started.
  feature_names    text[],
  is_current       boolean not null,
  registered_at    timestamptz not null default now(),
  primary key (feature_set, feature_version)
);

create unique index feature_sets_one_current on heimdall.feature_sets (feature_set) where is_current;

insert into heimdall.feature_sets (feature_set, feature_version, is_current) values ('rf.iq', 1, true);

create table heimdall.measurement_features (
  recording_session_id    uuid not null references heimdall.recording_sessions,
  feature_set             text not null,
  feature_version         integer not null,
  job_id                  uuid not null,
  extraction_metadata     jsonb not null,
  overall_confidence      double precision not null check (overall_confidence between 0 and 1),
  mean_snr_db             double precision,
  num_receivers_detected  integer not null check (num_receivers_detected >= 0),
  extraction_failed       boolean not null,
  error_message           text check (length(error_message) <= 4000),
  created_at              timestamptz not null default now(),
  primary key (recording_session_id, feature_set, feature_version),
  foreign key (feature_set, feature_version) references heimdall.feature_sets,
  check (extraction_failed = (error_message is not null))
);

create table heimdall.receiver_features (
  measurement_id   uuid not null references heimdall.measurements,
  feature_set      text not null,
  feature_version  integer not null,
  status           text not null check (status in ('ok', 'failed')),
  error_code       text check (error_code in ('object_missing', 'truncated', 'odd_byte_count', 'not_finite', 'too_short', 'bad_header',
                                              'datatype_mismatch', 'sample_rate_mismatch', 'hash_mismatch')),
  error_message    text check (length(error_message) <= 4000),
  features         jsonb,
  iq_sha256        bytea check (octet_length(iq_sha256) = 32),
  duration_ms      double precision not null check (duration_ms >= 0),
  created_at       timestamptz not null default now(),
  primary key (measurement_id, feature_set, feature_version),
  foreign key (feature_set, feature_version) references heimdall.feature_sets,
  check ((status = 'ok') = (features is not null)),
  check ((status = 'failed') = (error_code is not null and error_message is not null))
);

create table heimdall.receiver_chunks (
  measurement_id   uuid not null references heimdall.measurements,
  feature_set      text not null,
  feature_version  integer not null,
  block            integer not null check (block >= 0),
  chunks           integer not null check (chunks between 1 and 1024),
  data             bytea not null,
  primary key (measurement_id, feature_set, feature_version, block),
  foreign key (measurement_id, feature_set, feature_version) references heimdall.receiver_features on delete cascade
);
