delete from heimdall.schema_migrations where version = @version
