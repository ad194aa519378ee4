using Heimdall.ServiceDefaults.Health;
using Heimdall.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;

namespace Heimdall.ServiceDefaults.Broker;

/// <summary>Stands for Aspire.RabbitMQ.Client: the same call and configuration.</summary>
/// <remarks>
/// Unlike there, no <see cref="IConnection"/> is registered: to resolve one would block a start on a broker that is down. Who speaks to
/// the broker makes, and after a loss makes anew, a connection of its own from the factory.
/// </remarks>
public static class RabbitMQRegistration
{
    public const string HealthCheckName = "RabbitMQ.Client";

    private const string Section = "Aspire:RabbitMQ:Client";
    private const string FactorySection = "ConnectionFactory";

    /// <summary>
    /// The largest message that any RabbitMQ can be set to take. What it took must come out again: the client's own limit of 64 MiB ends the
    /// connection at a larger one, which the broker then sends anew over the next connection, for ever.
    /// </summary>
    private const uint MaxMessageBytes = 512 * 1024 * 1024;

    /// <summary>
    /// Registers <see cref="IConnectionFactory"/> as a singleton and the health check <c>RabbitMQ.Client</c>. Nothing connects yet; a
    /// missing connection string shows when the factory is first asked for.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="connectionName">Names <c>ConnectionStrings:{connectionName}</c>.</param>
    /// <param name="configureSettings">Has the last word over configuration.</param>
    /// <param name="configureConnectionFactory">Has the last word over the factory.</param>
    public static void AddRabbitMQClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<RabbitMQClientSettings>? configureSettings = null,
        Action<ConnectionFactory>? configureConnectionFactory = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var settings = ConnectionStrings.Bind(builder, Section, connectionName, new RabbitMQClientSettings());
        settings.ConnectionString = builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);

        builder.Services.AddSingleton<IConnectionFactory>(_ =>
        {
            // Short enough for a lost broker to be noticed before a job's lease ends.
            var factory = new ConnectionFactory
            {
                ClientProvidedName = builder.Environment.ApplicationName,
                RequestedHeartbeat = TimeSpan.FromSeconds(20),
                RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
            };
            builder.Configuration.GetSection(Section).GetSection(FactorySection).Bind(factory);
            builder.Configuration.GetSection(Section).GetSection(connectionName).GetSection(FactorySection).Bind(factory);
            factory.Uri = UriOf(ConnectionStrings.Require(settings.ConnectionString, Section, connectionName), connectionName);

            // After the address, which sets it back.
            factory.MaxInboundMessageBodySize = MaxMessageBytes;
            configureConnectionFactory?.Invoke(factory);
            return factory;
        });
        if (!settings.DisableTracing)
        {
            builder.Services.TraceFrom("RabbitMQ.Client.Publisher", "RabbitMQ.Client.Subscriber");
        }

        if (!settings.DisableHealthChecks)
        {
            builder.Services.AddSingleton<BrokerProbe>();
            builder.AddDependencyCheck(
                HealthCheckName,
                settings.HealthRequirement,
                (provider, cancellationToken) => provider.GetRequiredService<BrokerProbe>().ProbeAsync(cancellationToken));
        }
    }

    private static Uri UriOf(string connectionString, string connectionName) =>
        Uri.TryCreate(connectionString, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps"
            ? uri
            : throw new InvalidOperationException($"ConnectionStrings:{connectionName} is not an amqp:// URI");
}
