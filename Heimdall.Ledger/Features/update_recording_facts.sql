-- What only reading the file tells. A rate that the station's own clock corrected is kept beside the one the file states.
update heimdall.measurements m
set sample_rate_hz = f.sample_rate_hz,
    sample_rate_nominal_hz = f.nominal_rate_hz,
    sample_rate_source = f.source,
    samples = f.samples,
    iq_bytes = f.bytes,
    iq_sha256 = f.sha256
from unnest(@ids::uuid[], @sample_rates_hz::double precision[], @nominal_rates_hz::double precision[], @sources::text[], @samples::bigint[],
            @bytes::bigint[], @sha256s::bytea[]) as f (id, sample_rate_hz, nominal_rate_hz, source, samples, bytes, sha256)
where m.id = f.id
  and (m.sample_rate_hz, m.sample_rate_nominal_hz, m.sample_rate_source, m.samples, m.iq_bytes, m.iq_sha256)
      is distinct from (f.sample_rate_hz, f.nominal_rate_hz, f.source, f.samples, f.bytes, f.sha256)
