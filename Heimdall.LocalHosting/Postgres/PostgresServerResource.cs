using System.Globalization;

namespace Heimdall.LocalHosting;

/// <summary>A PostgreSQL server.</summary>
/// <param name="name">Name of the resource.</param>
/// <param name="userName">The superuser; null is <c>postgres</c>.</param>
/// <param name="password">The superuser's password.</param>
public sealed class PostgresServerResource(string name, ParameterResource? userName, ParameterResource password)
    : ContainerResource(name), IResourceWithConnectionString
{
    internal const string EndpointName = "tcp";

    public ParameterResource? UserNameParameter => userName;

    public ParameterResource PasswordParameter => password;

    internal string UserName => userName?.Value ?? "postgres";

    internal EndpointReference Endpoint => new(this, EndpointName);

    /// <inheritdoc />
    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) => new(ConnectionString);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<KeyValuePair<string, string>>> GetConnectionPropertiesAsync(CancellationToken cancellationToken = default) =>
        new(Properties(database: null));

    internal string ConnectionString => string.Create(
        CultureInfo.InvariantCulture,
        $"Host={Endpoint.Host};Port={Endpoint.Port};Username={UserName};Password={password.Value}");

    internal IReadOnlyList<KeyValuePair<string, string>> Properties(string? database)
    {
        var port = Endpoint.Port.ToString(CultureInfo.InvariantCulture);
        var authority = $"{Endpoint.Host}:{port}";
        var path = database is null ? string.Empty : "/" + Uri.EscapeDataString(database);
        List<KeyValuePair<string, string>> properties =
        [
            new("HOST", Endpoint.Host),
            new("PORT", port),
            new("USERNAME", UserName),
            new("PASSWORD", password.Value),
            new("URI", $"postgresql://{Uri.EscapeDataString(UserName)}:{Uri.EscapeDataString(password.Value)}@{authority}{path}"),
            new("JDBCCONNECTIONSTRING", $"jdbc:postgresql://{authority}{path}"),
        ];
        if (database is not null)
        {
            properties.Add(new("DATABASENAME", database));
        }

        return properties;
    }
}

/// <summary>A database in a PostgreSQL server, created when it is not there.</summary>
/// <param name="name">Name of the resource and of references to it.</param>
/// <param name="databaseName">Name of the database.</param>
/// <param name="server">Its server.</param>
public sealed class PostgresDatabaseResource(string name, string databaseName, PostgresServerResource server)
    : Resource(name), IResourceWithParent, IResourceWithConnectionString
{
    public string DatabaseName => databaseName;

    /// <inheritdoc />
    public IResource Parent => server;

    internal PostgresServerResource Server => server;

    /// <inheritdoc />
    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        new($"{server.ConnectionString};Database={databaseName}");

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<KeyValuePair<string, string>>> GetConnectionPropertiesAsync(CancellationToken cancellationToken = default) =>
        new(server.Properties(databaseName));
}
