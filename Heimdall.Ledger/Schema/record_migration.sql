insert into heimdall.schema_migrations (version, name, sha256) values (@version, @name, @sha256)
