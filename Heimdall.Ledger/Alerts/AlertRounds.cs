using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Heimdall.Ledger.Alerts;

/// <summary>Tells what a look at the conditions changed: an error in the log and a count for every alert that is raised.</summary>
public sealed partial class AlertRounds
{
    private const string MeterName = "Heimdall.Alerts";

    private readonly Counter<long> _raised;
    private readonly ILogger _logger;

    public AlertRounds(IMeterFactory meters, ILogger<AlertRounds> logger)
    {
        _logger = logger;
        _raised = meters.Create(MeterName).CreateCounter<long>("heimdall.alerts.raised", "{alert}", "Alerts that were raised, by kind.");

        // From the start, so that the first of a kind is a rise and not a new series.
        foreach (var kind in AlertKind.All)
        {
            Count(kind, 0);
        }
    }

    public void Tell(AlertChanges changes)
    {
        foreach (var raised in changes.Raised)
        {
            Count(raised.Kind, 1);
            LogRaised(raised.Kind, raised.Condition.Subject, raised.Condition.Message);
        }

        foreach (var resolved in changes.Resolved)
        {
            LogResolved(resolved.Kind, resolved.Subject, resolved.Message);
        }
    }

    private void Count(string kind, long alerts) => _raised.Add(alerts, new KeyValuePair<string, object?>("kind", kind));

    [LoggerMessage(LogLevel.Error, "Alert {Kind} for {Subject}: {Reason}")]
    private partial void LogRaised(string kind, string subject, string reason);

    [LoggerMessage(LogLevel.Information, "Alert {Kind} for {Subject} is over: {Reason}")]
    private partial void LogResolved(string kind, string subject, string reason);
}
