using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Queue;

/// <summary>
/// Repeats one thing until the worker stops. A round that fails is repeated after a pause that grows; the failure is told once, and so is
/// its end.
/// </summary>
/// <param name="name">What is repeated, for the log.</param>
/// <param name="ledger">Waited for before the first round.</param>
/// <param name="time">The clock of the pauses.</param>
/// <param name="logger">Where failures and their end are told.</param>
/// <param name="isSuccessProof">False where a round may succeed without having tried what failed: it calls <see cref="TellRecovered"/> itself.</param>
internal sealed partial class SteadyLoop(
    string name, LedgerStart ledger, TimeProvider time, ILogger logger, bool isSuccessProof = true)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private int _failures;
    private string? _told;

    /// <summary>Returns when the worker stops, and never throws.</summary>
    /// <param name="round">What is repeated.</param>
    /// <param name="wait">What is waited for after a round that did not fail.</param>
    /// <param name="stopping">The worker's end.</param>
    public async Task RunAsync(Func<CancellationToken, Task> round, Func<CancellationToken, Task> wait, CancellationToken stopping)
    {
        try
        {
            await ledger.WhenReadyAsync(stopping);
            while (true)
            {
                await (await SucceedsAsync(round, stopping) ? wait(stopping) : Task.Delay(Pause(), time, stopping));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            LogStopped(name);
        }
    }

    /// <summary>What failed works again.</summary>
    public void TellRecovered()
    {
        if (_failures > 0)
        {
            LogRecovered(name, _failures);
        }

        (_failures, _told) = (0, null);
    }

    private async Task<bool> SucceedsAsync(Func<CancellationToken, Task> round, CancellationToken stopping)
    {
        try
        {
            await round(stopping);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            TellFailed(fault);
            return false;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // A call that was cut short by the end may complain in its own way.
            throw new OperationCanceledException(fault.Message, fault, stopping);
        }

        if (isSuccessProof)
        {
            TellRecovered();
        }

        return true;
    }

    private void TellFailed(Exception fault)
    {
        _failures++;

        // An outage has many messages and is one thing; other failures are told apart.
        var isOutage = WorldFault.Is(fault);
        var kind = isOutage ? nameof(WorldFault) : fault.Message;
        if (_told == kind)
        {
            return;
        }

        _told = kind;
        if (isOutage)
        {
            LogUnavailable(name, fault.Message);
        }
        else
        {
            LogFailed(fault, name);
        }
    }

    private TimeSpan Pause() => RetryBackoff.OfLoop(_failures, FirstPause, LongestPause, Random.Shared);

    [LoggerMessage(LogLevel.Warning, "{Loop} is interrupted and goes on as soon as it can: {Reason}")]
    private partial void LogUnavailable(string loop, string reason);

    [LoggerMessage(LogLevel.Error, "{Loop} failed and is tried again")]
    private partial void LogFailed(Exception exception, string loop);

    [LoggerMessage(LogLevel.Information, "{Loop} goes on after {Failures} failures")]
    private partial void LogRecovered(string loop, int failures);

    [LoggerMessage(LogLevel.Debug, "{Loop} stopped")]
    private partial void LogStopped(string loop);
}
