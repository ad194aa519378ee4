drop table heimdall.receiver_chunks;
drop table heimdall.receiver_features;
drop table heimdall.measurement_features;
drop table heimdall.feature_sets;
