using System.Diagnostics;
using Heimdall.Ledger.Tasks;
using Heimdall.Ledger.Workers;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Scheduling;

/// <summary>Runs tasks and writes how they ended. Of many workers, one runs a slot of the clock, and one a request.</summary>
internal sealed partial class TaskRunner(
    TaskRunStore runs, IEnumerable<IScheduledTask> tasks, WorkerIdentity worker, ILogger<TaskRunner> logger)
{
    // A run whose worker died is taken over after this.
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, IScheduledTask> _tasks = tasks.ToDictionary(task => task.Name, StringComparer.Ordinal);

    /// <summary>Runs a task for the slot of the clock that <paramref name="firedAt"/> means.</summary>
    /// <returns>False where another worker has the slot.</returns>
    public async Task<bool> RunDueAsync(IScheduledTask task, DateTimeOffset firedAt, CancellationToken cancellationToken)
    {
        var dueAt = TimeSlots.At(firedAt, task.Interval);
        var run = await runs.StartDueAsync(task.Name, dueAt, task.DueParameters, worker.Id, LeaseDuration, cancellationToken);
        if (run is not null)
        {
            await RunAsync(run, cancellationToken);
        }

        return run is not null;
    }

    /// <summary>Runs the oldest request, or what a worker that is gone left.</summary>
    /// <returns>False where nothing waits.</returns>
    public async Task<bool> RunRequestedAsync(CancellationToken cancellationToken)
    {
        var run = await runs.ClaimRequestedAsync(_tasks.Keys, worker.Id, LeaseDuration, cancellationToken);
        if (run is not null)
        {
            await RunAsync(run, cancellationToken);
        }

        return run is not null;
    }

    private async Task RunAsync(TaskRun run, CancellationToken cancellationToken)
    {
        bool isMine;
        using var activity = TaskActivities.Start(run);
        try
        {
            var result = await _tasks[run.Task].RunAsync(run, cancellationToken);
            isMine = await runs.SucceedAsync(run, result, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error, fault.Message);
            LogFailed(fault, run.Task, run.Id);
            isMine = await runs.FailAsync(run, fault.Message, cancellationToken);
        }

        if (!isMine)
        {
            LogTakenOver(run.Task, run.Id);
        }
    }

    [LoggerMessage(LogLevel.Error, "The task {Task} ({RunId}) failed")]
    private partial void LogFailed(Exception exception, string task, Guid runId);

    [LoggerMessage(LogLevel.Warning, "The task {Task} ({RunId}) took so long that another worker took it over")]
    private partial void LogTakenOver(string task, Guid runId);
}
