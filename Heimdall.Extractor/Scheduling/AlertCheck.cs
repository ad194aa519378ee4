using Heimdall.Ledger.Alerts;
using Heimdall.Ledger.Tasks;

namespace Heimdall.Extractor.Scheduling;

/// <summary>Looks for what is wrong, every minute, in one worker: alerts are raised, counted up and resolved.</summary>
internal sealed class AlertCheck(
    AlertStore alerts, AlertRounds rounds, AlertOptions limits, SchedulesOptions options) : IScheduledTask
{
    public string Name => TaskName.AlertCheck;

    public TimeSpan Interval => options.AlertCheckInterval;

    // The API looks with the limits of the last look where no extractor does.
    public object DueParameters => limits.Limits;

    public async Task<object> RunAsync(TaskRun run, CancellationToken cancellationToken)
    {
        var changes = await alerts.CheckAsync(limits.Limits, cancellationToken);
        rounds.Tell(changes);
        return changes.Counts;
    }
}
