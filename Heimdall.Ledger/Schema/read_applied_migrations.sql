select version, name, sha256 from heimdall.schema_migrations order by version
