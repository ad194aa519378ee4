using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Heimdall.ServiceDefaults.Health;

/// <summary>Since when every check has been what it is; tells changes in the log, once each.</summary>
internal sealed partial class HealthHistory(TimeProvider timeProvider, ILogger<HealthHistory> logger) : IHealthCheckPublisher
{
    private readonly ConcurrentDictionary<string, State> _states = new(StringComparer.Ordinal);

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        Observe(report);
        return Task.CompletedTask;
    }

    /// <summary>Takes note of a report.</summary>
    public void Observe(HealthReport report)
    {
        foreach (var (name, entry) in report.Entries)
        {
            var observed = new State(entry.Status, timeProvider.GetUtcNow());
            var before = _states.GetOrAdd(name, observed);
            if (before.Status == entry.Status)
            {
                // The first sight of a check that fails is news, too.
                if (ReferenceEquals(before, observed) && entry.Status != HealthStatus.Healthy)
                {
                    LogFailing(name, entry.Status, Reason(entry));
                }
            }
            else if (_states.TryUpdate(name, observed, before))
            {
                LogChange(name, entry, observed.Since - before.Since);
            }
        }
    }

    /// <summary>When the check took its present status, as far as anybody saw.</summary>
    public DateTimeOffset Since(string name) =>
        _states.TryGetValue(name, out var state) ? state.Since : timeProvider.GetUtcNow();

    private void LogChange(string name, HealthReportEntry entry, TimeSpan before)
    {
        if (entry.Status == HealthStatus.Healthy)
        {
            LogRecovered(name, before.TotalSeconds);
        }
        else
        {
            LogFailing(name, entry.Status, Reason(entry));
        }
    }

    private static string Reason(HealthReportEntry entry) => entry.Exception?.Message ?? entry.Description ?? "no reason given";

    [LoggerMessage(LogLevel.Warning, "Health of {Name} is {Status}: {Reason}")]
    private partial void LogFailing(string name, HealthStatus status, string reason);

    [LoggerMessage(LogLevel.Information, "Health of {Name} is restored after {Seconds:0} s")]
    private partial void LogRecovered(string name, double seconds);

    private sealed record State(HealthStatus Status, DateTimeOffset Since);
}
