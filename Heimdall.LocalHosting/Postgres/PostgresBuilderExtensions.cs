using Heimdall.LocalHosting.Data;

namespace Heimdall.LocalHosting;

public static class PostgresBuilderExtensions
{
    /// <summary>Adds a PostgreSQL server. Without a password one is generated once and kept as the parameter <c>{name}-password</c>.</summary>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        var secret = password ?? builder.AddParameter(name + "-password", secret: true);
        return builder.AddResource(new PostgresServerResource(name, userName?.Resource, secret.Resource))
            .WithAnnotation(new EndpointAnnotation(PostgresServerResource.EndpointName, "tcp", port));
    }

    /// <summary>Adds a database to the server; the engine creates it when it is not there.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder,
        string name,
        string? databaseName = null) =>
        builder.ApplicationBuilder.AddResource(new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource));

    /// <summary>Keeps the server's data. The local engine always does, under the data directory.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(
        this IResourceBuilder<PostgresServerResource> builder,
        string? name = null,
        bool isReadOnly = false) => DataVolume.Accept(builder, name, isReadOnly);
}
