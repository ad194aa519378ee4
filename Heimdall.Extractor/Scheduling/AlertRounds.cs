using System.Diagnostics.Metrics;
using Heimdall.Ledger.Alerts;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Scheduling;

/// <summary>Tells what a look at the conditions changed: an error in the log and a count for every alert that is raised.</summary>
internal sealed partial class AlertRounds(ILogger<AlertRounds> logger)
{
    private static readonly Meter Meter = new("Heimdall.Alerts");
    private static readonly Counter<long> Raised =
        Meter.CreateCounter<long>("heimdall.alerts.raised", "{alert}", "Alerts that were raised, by kind.");

    public void Tell(AlertChanges changes)
    {
        foreach (var raised in changes.Raised)
        {
            Raised.Add(1, new KeyValuePair<string, object?>("kind", raised.Kind));
            LogRaised(raised.Kind, raised.Condition.Subject, raised.Condition.Message);
        }

        foreach (var resolved in changes.Resolved)
        {
            LogResolved(resolved.Kind, resolved.Subject, resolved.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "Alert {Kind} for {Subject}: {Reason}")]
    private partial void LogRaised(string kind, string subject, string reason);

    [LoggerMessage(LogLevel.Information, "Alert {Kind} for {Subject} is over: {Reason}")]
    private partial void LogResolved(string kind, string subject, string reason);
}
