using Heimdall.Ledger.Alerts;
using Heimdall.Ledger.Tasks;

namespace Heimdall.Extractor.Scheduling;

/// <summary>Looks for what is wrong, every minute, in one worker: alerts are raised, counted up and resolved.</summary>
internal sealed class AlertCheck(
    AlertStore alerts, AlertRounds rounds, AlertOptions limits, IEnumerable<Schedule> schedules, SchedulesOptions options, TimeProvider time)
    : IScheduledTask
{
    private readonly List<Schedule> _schedules = [.. schedules];

    public string Name => TaskName.AlertCheck;

    public TimeSpan Interval => options.AlertCheckInterval;

    public object DueParameters => new { };

    public async Task<object> RunAsync(TaskRun run, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = _schedules.SelectMany(schedule => schedule.DueBy(now)).ToList();
        var changes = await alerts.CheckAsync(limits.Limits, due, cancellationToken);
        rounds.Tell(changes);
        return new { raised = changes.Raised.Count, resolved = changes.Resolved.Count };
    }
}
