-- An extractor that is behind registers an older version: that one is not current.
insert into heimdall.feature_sets (feature_set, feature_version, feature_names, lane, priority, is_current)
values (@feature_set, @feature_version, @feature_names, @lane, @priority,
  not exists (select from heimdall.feature_sets where feature_set = @feature_set and feature_version > @feature_version))
on conflict (feature_set, feature_version) do update set feature_names = excluded.feature_names, lane = excluded.lane, priority = excluded.priority
