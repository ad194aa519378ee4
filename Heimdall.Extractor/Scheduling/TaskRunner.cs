using System.Collections.Concurrent;
using System.Diagnostics;
using Heimdall.Ledger.Tasks;
using Heimdall.Ledger.Workers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Scheduling;

/// <summary>
/// Runs tasks and writes how they ended. Of many workers, one runs a slot of the clock, and one a request; it renews its lease for as long
/// as it takes. At its end it gives back what it has not finished, and another worker runs that.
/// </summary>
internal sealed partial class TaskRunner(
    TaskRunStore runs, IEnumerable<IScheduledTask> tasks, WorkerIdentity worker, ExtractionOptions options, TimeProvider time, ILogger<TaskRunner> logger)
    : IHostedService, IDisposable
{
    // Longer than this nobody waits for the end of a run to be written: its lease's end brings it back.
    private static readonly TimeSpan WritingTimeout = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, IScheduledTask> _tasks = tasks.ToDictionary(task => task.Name, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, Task> _running = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Runs a task for the slot of the clock that <paramref name="firedAt"/> means.</summary>
    /// <returns>False where another worker has the slot.</returns>
    public async Task<bool> RunDueAsync(IScheduledTask task, DateTimeOffset firedAt, CancellationToken cancellationToken)
    {
        var askedAt = time.GetTimestamp();
        var dueAt = TimeSlots.At(firedAt, task.Interval);
        return await RunAsync(
            await runs.StartDueAsync(task.Name, dueAt, task.DueParameters, worker.Id, options.LeaseDuration, cancellationToken), askedAt, cancellationToken);
    }

    /// <summary>Runs the oldest request, or what a worker that is gone left.</summary>
    /// <returns>False where nothing waits.</returns>
    public async Task<bool> RunRequestedAsync(CancellationToken cancellationToken)
    {
        var askedAt = time.GetTimestamp();
        return await RunAsync(await runs.ClaimRequestedAsync(_tasks.Keys, worker.Id, options.LeaseDuration, cancellationToken), askedAt, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Stops what runs by the clock, too, and waits until it is given back.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task<bool> RunAsync(TaskRun? run, long askedAt, CancellationToken cancellationToken)
    {
        if (run is null)
        {
            return false;
        }

        var work = RunHeldAsync(run, askedAt, cancellationToken);
        _running[run.Id] = work;
        try
        {
            await work;
        }
        finally
        {
            _running.TryRemove(run.Id, out _);
        }

        return true;
    }

    private async Task RunHeldAsync(TaskRun run, long askedAt, CancellationToken cancellationToken)
    {
        using var activity = TaskActivities.Start(run);
        await using var lease = new TaskLease(runs, run, askedAt, options, time, logger);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost, _stopping.Token, cancellationToken);
        Func<CancellationToken, Task<bool>> write;
        try
        {
            var result = await _tasks[run.Task].RunAsync(run, stop.Token);
            write = patience => runs.SucceedAsync(run, result, patience);
        }
        catch (Exception) when (lease.Lost.IsCancellationRequested)
        {
            LogTakenOver(run.Task, run.Id);
            return;
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            LogReleased(run.Task, run.Id);
            write = patience => runs.ReleaseAsync(run, patience);
        }
        catch (Exception fault)
        {
            activity?.SetStatus(ActivityStatusCode.Error, fault.Message);
            LogFailed(fault, run.Task, run.Id);
            write = patience => runs.FailAsync(run, fault.Message, patience);
        }

        using var timeout = new CancellationTokenSource(WritingTimeout, time);
        if (!await write(timeout.Token))
        {
            LogTakenOver(run.Task, run.Id);
        }
    }

    [LoggerMessage(LogLevel.Error, "The task {Task} ({RunId}) failed")]
    private partial void LogFailed(Exception exception, string task, Guid runId);

    [LoggerMessage(LogLevel.Information, "The task {Task} ({RunId}) is given back: this worker stops")]
    private partial void LogReleased(string task, Guid runId);

    [LoggerMessage(LogLevel.Warning, "The lease of the task {Task} ({RunId}) is lost: another worker runs it")]
    private partial void LogTakenOver(string task, Guid runId);
}
