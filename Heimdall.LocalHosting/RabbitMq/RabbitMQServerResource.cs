using System.Globalization;

namespace Heimdall.LocalHosting;

/// <summary>A RabbitMQ broker.</summary>
/// <param name="name">Name of the resource.</param>
/// <param name="userName">The user; null is <c>guest</c>.</param>
/// <param name="password">The user's password.</param>
public sealed class RabbitMQServerResource(string name, ParameterResource? userName, ParameterResource password)
    : ContainerResource(name), IResourceWithConnectionString
{
    internal const string EndpointName = "tcp";

    public ParameterResource? UserNameParameter => userName;

    public ParameterResource PasswordParameter => password;

    internal string UserName => userName?.Value ?? "guest";

    internal EndpointReference Endpoint => new(this, EndpointName);

    internal string ConnectionString => string.Create(
        CultureInfo.InvariantCulture,
        $"amqp://{Uri.EscapeDataString(UserName)}:{Uri.EscapeDataString(password.Value)}@{Endpoint.Host}:{Endpoint.Port}");

    /// <inheritdoc />
    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) => new(ConnectionString);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<KeyValuePair<string, string>>> GetConnectionPropertiesAsync(CancellationToken cancellationToken = default) =>
        new([
            new("HOST", Endpoint.Host),
            new("PORT", Endpoint.Port.ToString(CultureInfo.InvariantCulture)),
            new("USERNAME", UserName),
            new("PASSWORD", password.Value),
            new("URI", ConnectionString),
        ]);
}

public static class RabbitMQBuilderExtensions
{
    /// <summary>Adds a RabbitMQ broker. Without a password one is generated once and kept as the parameter <c>{name}-password</c>.</summary>
    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        var secret = password ?? builder.AddParameter(name + "-password", secret: true);
        return builder.AddResource(new RabbitMQServerResource(name, userName?.Resource, secret.Resource))
            .WithAnnotation(new EndpointAnnotation(RabbitMQServerResource.EndpointName, "tcp", port));
    }

    /// <summary>Keeps the broker's data. The local engine always does, under the data directory.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(
        this IResourceBuilder<RabbitMQServerResource> builder,
        string? name = null,
        bool isReadOnly = false) => Data.DataVolume.Accept(builder, name, isReadOnly);

    /// <summary>Asks for the management page. The local engine leaves it out: it slows every start and would need a port of its own.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder) => builder;
}
