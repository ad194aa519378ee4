using Heimdall.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Heimdall.ServiceDefaults.Health;

/// <summary>Health checks and their two endpoints.</summary>
public static class HealthRegistration
{
    private const string LiveTag = "live";
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CheckPeriod = TimeSpan.FromSeconds(10);

    /// <summary>Adds a dependency to <c>/health</c>: the probe returns when it is well and throws, saying why, when it is not.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="name">The dependency's name in the answer; one check a name.</param>
    /// <param name="requirement">What its failure means.</param>
    /// <param name="probe">Asked every few seconds and at every call of <c>/health</c>, for up to 5 s.</param>
    public static TBuilder AddDependencyCheck<TBuilder>(
        this TBuilder builder, string name, HealthRequirement requirement, Func<IServiceProvider, CancellationToken, Task> probe)
        where TBuilder : IHostApplicationBuilder
    {
        // The failure's weight is the registration's: an optional dependency can never do worse than degrade.
        var failure = requirement == HealthRequirement.Required ? HealthStatus.Unhealthy : HealthStatus.Degraded;
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            name, provider => new ProbeCheck(token => probe(provider, token)), failure, [requirement.Tag], CheckTimeout));
        return builder;
    }

    internal static void AddHealth(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        builder.Services.AddSingleton<HealthHistory>();
        builder.Services.AddSingleton<IHealthCheckPublisher>(provider => provider.GetRequiredService<HealthHistory>());
        builder.Services.Configure<HealthCheckPublisherOptions>(options =>
        {
            options.Delay = TimeSpan.FromSeconds(1);
            options.Period = CheckPeriod;
        });

        // The framework repeats every failure at every check; the history tells changes.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
    }

    internal static void MapHealth(this WebApplication app)
    {
        var history = app.Services.GetRequiredService<HealthHistory>();
        app.MapHealthChecks(Probes.HealthPath, new HealthCheckOptions
        {
            ResponseWriter = (context, report) => HealthAnswer.WriteAsync(context, report, history),
        }).AllowAnonymous().DisableHttpMetrics();
        app.MapHealthChecks(Probes.AlivePath, new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(LiveTag),
            ResponseWriter = HealthAnswer.WriteStatusAsync,
        }).AllowAnonymous().DisableHttpMetrics();
    }

    extension(HealthRequirement requirement)
    {
        internal string Tag => requirement == HealthRequirement.Required ? "required" : "optional";
    }

    private sealed class ProbeCheck(Func<CancellationToken, Task> probe) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            // What the probe throws becomes the registration's failure status.
            await probe(cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }
}
