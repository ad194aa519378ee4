-- What was recorded: stations, the sessions they take part in, and one measurement a station and recording.

create table heimdall.websdr_stations (
  id                     uuid primary key,
  name                   text not null unique check (length(name) between 1 and 200),
  url                    text check (length(url) <= 2000),
  latitude               double precision not null check (latitude between -90 and 90),
  longitude              double precision not null check (longitude between -180 and 180),
  altitude_m             double precision check (altitude_m between -1000 and 20000),
  calibration_offset_db  double precision check (calibration_offset_db between -300 and 300),
  dc_guard_bins          integer not null default 2 check (dc_guard_bins between 0 and 16),
  is_active              boolean not null default true,
  created_at             timestamptz not null default now(),
  updated_at             timestamptz not null default now()
);

create table heimdall.recording_sessions (
  id                          uuid primary key,
  name                        text check (length(name) between 1 and 200),
  owner                       text not null check (length(owner) between 1 and 200),
  status                      text not null check (status in ('pending', 'in_progress', 'completed', 'failed')),
  frequency_hz                bigint not null check (frequency_hz between 1 and 1000000000000),
  bandwidth_hz                bigint check (bandwidth_hz between 1 and 1000000000000),
  session_start               timestamptz not null,
  session_end                 timestamptz check (session_end >= session_start),
  duration_seconds            double precision generated always as (extract(epoch from session_end - session_start)) stored,
  notes                       text check (length(notes) <= 10000),
  failure_reason              text check (length(failure_reason) <= 2000),
  -- The job that completing the session queued: completing again answers with the same one, also after the job was pruned.
  feature_extraction_task_id  uuid,
  created_at                  timestamptz not null default now(),
  updated_at                  timestamptz not null default now(),
  check ((status in ('completed', 'failed')) = (session_end is not null)),
  check ((status = 'failed') = (failure_reason is not null))
);

create index recording_sessions_by_start on heimdall.recording_sessions (session_start desc, id desc);
create index recording_sessions_by_status on heimdall.recording_sessions (status, session_start desc, id desc);

create function heimdall.keep_ended_sessions_ended() returns trigger language plpgsql as $$
begin
  raise exception 'a % session never goes back to %', old.status, new.status using errcode = 'check_violation';
end $$;

create trigger keep_ended_sessions_ended before update on heimdall.recording_sessions
  for each row when (old.status in ('completed', 'failed') and new.status is distinct from old.status)
  execute function heimdall.keep_ended_sessions_ended();

create table heimdall.measurements (
  id                      uuid primary key,
  recording_session_id    uuid not null references heimdall.recording_sessions,
  websdr_station_id       uuid not null references heimdall.websdr_stations,
  frequency_hz            bigint not null check (frequency_hz between 1 and 1000000000000),
  -- The rate the features are computed with. Null until the file's own header was read, where the uploader named none.
  sample_rate_hz          double precision check (sample_rate_hz > 0 and sample_rate_hz <= 200000000),
  sample_rate_nominal_hz  double precision check (sample_rate_nominal_hz > 0),
  sample_rate_source      text not null check (sample_rate_source in ('declared', 'header', 'gnss')),
  datatype                text not null check (length(datatype) between 2 and 20),
  samples                 bigint check (samples >= 0),
  iq_data_location        text not null check (length(iq_data_location) between 1 and 2048),
  iq_bytes                bigint check (iq_bytes >= 0),
  iq_sha256               bytea check (octet_length(iq_sha256) = 32),
  recorded_at             timestamptz not null,
  created_at              timestamptz not null default now(),
  -- The station as it was when the recording came in: what features and positions are computed with, whatever changes later.
  station_latitude        double precision not null,
  station_longitude       double precision not null,
  station_altitude_m      double precision,
  dc_guard_bins           integer not null check (dc_guard_bins between 0 and 16),
  calibration_offset_db   double precision,
  unique (recording_session_id, websdr_station_id, recorded_at)
);

create index measurements_by_station on heimdall.measurements (websdr_station_id, recorded_at desc);

-- An upload's intent is written before its first byte: what an intent left behind is found and removed.
create table heimdall.uploads (
  measurement_id        uuid primary key,
  recording_session_id  uuid not null references heimdall.recording_sessions,
  object_key            text not null check (length(object_key) between 1 and 1024),
  created_by            text not null,
  created_at            timestamptz not null default now()
);

create index uploads_by_age on heimdall.uploads (created_at);
