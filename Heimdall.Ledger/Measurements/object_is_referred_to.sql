-- Rare and without an index: only for objects that an upload left behind. A location may also be s3://bucket/key.
select exists (
  select from heimdall.measurements
  where iq_data_location = @key or (iq_data_location like 's3://%' and right(iq_data_location, length(@key) + 1) = '/' || @key))
