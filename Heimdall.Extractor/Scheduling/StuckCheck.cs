using System.Globalization;
using System.Text.Json;
using Heimdall.Ledger;
using Heimdall.Ledger.Alerts;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Tasks;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Scheduling;

/// <summary>
/// Finds extractions that make no progress though their workers renew the leases, and raises an alert for each. Dead leases are the
/// rescuer's and do not wait for this.
/// </summary>
internal sealed partial class StuckCheck(
    StuckJobs jobs, AlertStore alerts, AlertRounds rounds, SchedulesOptions options, ILogger<StuckCheck> logger) : IScheduledTask
{
    private const int MostJobs = 1000;

    public string Name => TaskName.StuckCheck;

    public TimeSpan Interval => options.StuckCheckInterval;

    public object DueParameters => new { };

    public async Task<object> RunAsync(TaskRun run, CancellationToken cancellationToken)
    {
        var stuck = await jobs.FindAsync(options.StuckAfter, MostJobs, cancellationToken);
        var conditions = stuck.Select(Condition).ToList();
        rounds.Tell(await alerts.ReconcileAsync(AlertKind.StuckExtraction, AlertSeverity.Error, conditions, cancellationToken));
        return new { stuck = stuck.Count, failed = options.FailStuck ? await FailAsync(stuck, cancellationToken) : 0 };
    }

    private async Task<int> FailAsync(IReadOnlyList<StuckJob> stuck, CancellationToken cancellationToken)
    {
        var failed = 0;
        foreach (var job in stuck)
        {
            if (await jobs.FailAsync(job, options.StuckAfter, cancellationToken))
            {
                failed++;
                LogFailed(job.Id, job.SessionId, job.Worker);
            }
        }

        return failed;
    }

    private static AlertCondition Condition(StuckJob job)
    {
        var idle = TimeSpan.FromSeconds(job.IdleSeconds);
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"Job {job.Id} (session {job.SessionId}) is at {job.Progress} % since {job.ProgressedAt:yyyy-MM-dd'T'HH:mm:ss'Z'} ({Text(idle)}) though worker {job.Worker} renews its lease");
        var detail = new { JobId = job.Id, job.SessionId, job.Worker, job.Attempt, job.Progress, job.ProgressedAt };
        return new AlertCondition($"job/{job.Id}", message, JsonSerializer.SerializeToElement(detail, LedgerJson.Options));
    }

    private static string Text(TimeSpan idle) => idle >= TimeSpan.FromHours(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{idle.TotalHours:0.0} h")
        : string.Create(CultureInfo.InvariantCulture, $"{idle.TotalMinutes:0.0} min");

    [LoggerMessage(LogLevel.Error, "Job {JobId} (session {SessionId}) is failed: it made no progress, and its worker {Worker} loses the lease")]
    private partial void LogFailed(Guid jobId, Guid? sessionId, string worker);
}
