using Heimdall.ServiceDefaults.Health;

namespace Heimdall.ServiceDefaults.Postgres;

/// <summary>Settings of a data source, from <c>Aspire:Npgsql</c> and <c>Aspire:Npgsql:{connectionName}</c>.</summary>
public sealed class NpgsqlSettings
{
    /// <summary>Overridden by <c>ConnectionStrings:{connectionName}</c>.</summary>
    public string? ConnectionString { get; set; }

    public bool DisableHealthChecks { get; set; }

    /// <summary>True: statements have no spans.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>True: no metrics of connections and commands.</summary>
    public bool DisableMetrics { get; set; }

    /// <summary>What the database's failure means for the service.</summary>
    public HealthRequirement HealthRequirement { get; set; } = HealthRequirement.Required;
}
