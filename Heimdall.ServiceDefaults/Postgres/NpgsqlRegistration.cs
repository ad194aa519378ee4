using System.Data.Common;
using Heimdall.ServiceDefaults.Health;
using Heimdall.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Heimdall.ServiceDefaults.Postgres;

/// <summary>Stands for Aspire.Npgsql: the same call, the same configuration, the same registrations.</summary>
public static class NpgsqlRegistration
{
    public const string HealthCheckName = "PostgreSql";

    private const string Section = "Aspire:Npgsql";
    private const string ClientName = "Npgsql";

    /// <summary>
    /// Registers <see cref="NpgsqlDataSource"/> and <see cref="DbDataSource"/> as singletons, connections as transients, and the health
    /// check <c>PostgreSql</c>. A missing connection string shows when the data source is first asked for.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="connectionName">Names <c>ConnectionStrings:{connectionName}</c>.</param>
    /// <param name="configureSettings">Has the last word over configuration.</param>
    /// <param name="configureDataSourceBuilder">Type mappings and the like.</param>
    public static void AddNpgsqlDataSource(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<NpgsqlSettings>? configureSettings = null,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var settings = ConnectionStrings.Bind(builder, Section, connectionName, new NpgsqlSettings());
        settings.ConnectionString = builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);

        var applicationName = builder.Environment.ApplicationName;
        builder.Services.AddSingleton(provider =>
        {
            var source = new NpgsqlDataSourceBuilder(ConnectionStrings.Require(settings.ConnectionString, Section, connectionName));
            source.ConnectionStringBuilder.ApplicationName ??= applicationName;
            source.ConnectionStringBuilder.UseManyTimes();
            source.UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>());
            configureDataSourceBuilder?.Invoke(source);
            return source.Build();
        });
        builder.Services.AddSingleton<DbDataSource>(provider => provider.GetRequiredService<NpgsqlDataSource>());
        builder.Services.AddTransient(provider => provider.GetRequiredService<NpgsqlDataSource>().CreateConnection());
        builder.Services.AddTransient<DbConnection>(provider => provider.GetRequiredService<NpgsqlConnection>());
        if (!settings.DisableTracing)
        {
            builder.Services.TraceFrom(ClientName);
        }

        if (!settings.DisableMetrics)
        {
            builder.Services.MeterFrom(ClientName);
        }

        if (!settings.DisableHealthChecks)
        {
            builder.AddDependencyCheck(HealthCheckName, settings.HealthRequirement, ProbeAsync);
        }
    }

    private static async Task ProbeAsync(IServiceProvider provider, CancellationToken cancellationToken)
    {
        await using var command = provider.GetRequiredService<NpgsqlDataSource>().CreateCommand("select 1");
        await command.ExecuteScalarAsync(cancellationToken);
    }
}
