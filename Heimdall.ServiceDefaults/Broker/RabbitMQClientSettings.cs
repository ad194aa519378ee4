using Heimdall.ServiceDefaults.Health;

namespace Heimdall.ServiceDefaults.Broker;

/// <summary>Settings from <c>Aspire:RabbitMQ:Client</c> and <c>Aspire:RabbitMQ:Client:{connectionName}</c>.</summary>
public sealed class RabbitMQClientSettings
{
    /// <summary>An <c>amqp://</c> URI. Overridden by <c>ConnectionStrings:{connectionName}</c>.</summary>
    public string? ConnectionString { get; set; }

    public bool DisableHealthChecks { get; set; }

    /// <summary>True: the client's own publishing and delivering have no spans.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>What the broker's failure means for the service.</summary>
    public HealthRequirement HealthRequirement { get; set; } = HealthRequirement.Required;
}
