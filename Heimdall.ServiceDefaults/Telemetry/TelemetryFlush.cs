using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Heimdall.ServiceDefaults.Telemetry;

/// <summary>
/// Brings the telemetry up before everything else and sends what is left of it after everything else has stopped: hosted services stop
/// in the opposite order of their registration.
/// </summary>
internal sealed class TelemetryFlush(TracerProvider tracing, MeterProvider metering, IServiceProvider services) : IHostedService
{
    /// <summary>For each of the three; they go side by side.</summary>
    private const int TimeoutMs = 2000;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        var logging = services.GetService<LoggerProvider>();
        return Task.WhenAll(
            FlushAsync(() => tracing.ForceFlush(TimeoutMs)),
            FlushAsync(() => metering.ForceFlush(TimeoutMs)),
            FlushAsync(() => logging?.ForceFlush(TimeoutMs)));
    }

    // On threads of their own: flushing blocks, and what it waits for is sent by the pool, which may have no more threads than these would take.
    private static Task FlushAsync(Action flush) =>
        Task.Factory.StartNew(flush, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
