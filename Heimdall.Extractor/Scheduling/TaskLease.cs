using Heimdall.Ledger.Tasks;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Scheduling;

/// <summary>
/// This worker's hold on a task's run, renewed until it is disposed. Its end is watched on the monotonic clock, counted from before the
/// renewal was asked for: this worker stops earlier than the database gives the run to another one.
/// </summary>
internal sealed partial class TaskLease : IAsyncDisposable
{
    private readonly TaskRunStore _runs;
    private readonly TaskRun _run;
    private readonly ExtractionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _renewing;

    /// <param name="runs">Where it is renewed.</param>
    /// <param name="run">The run as claimed.</param>
    /// <param name="askedAt">Timestamp of <paramref name="time"/> from before the claim.</param>
    /// <param name="options">How long a lease holds, and how often it is renewed: as those of jobs.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where a lease that cannot be renewed is told.</param>
    public TaskLease(TaskRunStore runs, TaskRun run, long askedAt, ExtractionOptions options, TimeProvider time, ILogger logger)
    {
        (_runs, _run, _options, _time, _logger) = (runs, run, options, time, logger);
        _lost = new CancellationTokenSource(RemainingSince(askedAt), time);
        Lost = _lost.Token;
        _renewing = RenewAsync();
    }

    /// <summary>Cancelled when the lease has ended or is another worker's: the run stops.</summary>
    public CancellationToken Lost { get; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _renewing;
        _end.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync()
    {
        while (!Lost.IsCancellationRequested)
        {
            await Task.Delay(_options.RenewInterval, _time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_end.IsCancellationRequested)
            {
                return;
            }

            await RenewOnceAsync();
        }
    }

    private async Task RenewOnceAsync()
    {
        var askedAt = _time.GetTimestamp();
        try
        {
            if (await _runs.RenewAsync(_run, _options.LeaseDuration, _end.Token))
            {
                _lost.CancelAfter(RemainingSince(askedAt));
            }
            else
            {
                await _lost.CancelAsync();
            }
        }
        catch (Exception) when (_end.IsCancellationRequested)
        {
            LogEnded(_run.Task, _run.Id);
        }
        catch (Exception fault) when (WorldFault.Is(fault))
        {
            LogNotRenewed(_run.Task, _run.Id, fault.Message);
        }
    }

    private TimeSpan RemainingSince(long askedAt)
    {
        var remaining = _options.LeaseDuration - _time.GetElapsedTime(askedAt);
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    [LoggerMessage(LogLevel.Warning, "The lease of the task {Task} ({RunId}) could not be renewed and is tried again: {Reason}")]
    private partial void LogNotRenewed(string task, Guid runId, string reason);

    [LoggerMessage(LogLevel.Debug, "The task {Task} ({RunId}) ended while its lease was renewed")]
    private partial void LogEnded(string task, Guid runId);
}
