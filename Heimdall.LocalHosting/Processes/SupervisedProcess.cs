using System.Diagnostics;
using Heimdall.LocalHosting.Engine;
using Heimdall.LocalHosting.Terminal;

namespace Heimdall.LocalHosting.Processes;

/// <summary>Keeps one process running: starts it, waits for its health, starts it again with backoff when it ends.</summary>
/// <param name="name">Name on the console, of its log file and of its record.</param>
/// <param name="describe">How to start it; asked before every start. The argument is true while it has never been healthy.</param>
/// <param name="probe">Null when the process is healthy, else why not.</param>
/// <param name="context">Engine.</param>
/// <param name="watchInterval">How often a healthy process is asked again; null is every 5 s.</param>
/// <param name="isShown">Which of its lines are for the operator; null shows all. The log file has every line.</param>
internal sealed class SupervisedProcess(
    string name,
    Func<bool, CancellationToken, Task<ProgramStart>> describe,
    Func<CancellationToken, Task<string?>> probe,
    EngineContext context,
    TimeSpan? watchInterval = null,
    Func<string, bool>? isShown = null)
{
    // A process that ends this often before its first health has a fault that starting again does not cure.
    private const int MaxFirstStarts = 5;

    // One failed question may be the machine's moment of weakness.
    private const int FailuresThatCount = 2;
    private static readonly TimeSpan DefaultWatchInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ForcedStopGrace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ComplainInterval = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource firstHealth = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stopping = new();
    private readonly RecentLines recentLines = new();
    private readonly ProcessRecord record = new(context.Data.Processes, name);
    private readonly Lock gate = new();
    private Action<bool, string?> report = static (_, _) => { };
    private ProcessSnapshot snapshot = new(name, ProcessId: null, StartedAt: null, IsHealthy: false, Restarts: 0);
    private ChildProcess? child;
    private bool logIsBroken;
    private Task supervision = Task.CompletedTask;

    public ProcessSnapshot Snapshot
    {
        get
        {
            lock (gate)
            {
                return snapshot;
            }
        }
    }

    /// <summary>Starts it and returns when it is healthy for the first time.</summary>
    /// <exception cref="LocalEngineException">It ended again and again before it was healthy.</exception>
    public async Task StartAsync(Action<bool, string?> onChange, CancellationToken cancellationToken)
    {
        report = onChange;
        supervision = Task.Run(SuperviseAsync, CancellationToken.None);
        await firstHealth.Task.WaitAsync(cancellationToken);
    }

    public async Task StopAsync(TimeSpan grace)
    {
        await stopping.CancelAsync();
        if (Volatile.Read(ref child) is { } running)
        {
            await running.StopAsync(grace);
        }

        await supervision;
        Note(s => s with { ProcessId = null, IsHealthy = false });
        record.Clear();
    }

    private async Task SuperviseAsync()
    {
        using var log = new LogFile(context.Data.Logs, name, context.Clock);
        var backoff = new RestartBackoff();
        try
        {
            for (var starts = 1; !stopping.IsCancellationRequested; starts++)
            {
                var (ended, healthyFor) = await RunOnceAsync(log);
                if (stopping.IsCancellationRequested)
                {
                    break;
                }

                if (!firstHealth.Task.IsCompleted && starts >= MaxFirstStarts)
                {
                    throw new LocalEngineException($"{ended}, {starts} times before it was ready. Its last lines:\n{recentLines}");
                }

                var delay = backoff.Next(healthyFor);
                Note(s => s with { ProcessId = null, Restarts = s.Restarts + 1 });
                Tell(healthy: false, ended);
                context.Console.Warn($"{ended}; it starts again in {delay.TotalSeconds:0} s");
                await Task.Delay(delay, context.Clock, stopping.Token);
            }

            firstHealth.TrySetCanceled(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            firstHealth.TrySetCanceled(stopping.Token);
        }
        catch (Exception e)
        {
            // Whoever waits for the first health decides what becomes of the system.
            firstHealth.TrySetException(e);
        }
    }

    /// <summary>One run, to its end; how it ended and how long it was healthy.</summary>
    private async Task<(string Ended, TimeSpan HealthyFor)> RunOnceAsync(LogFile log)
    {
        try
        {
            return await RunToItsEndAsync(log);
        }
        catch (Exception e) when (firstHealth.Task.IsCompletedSuccessfully && !stopping.IsCancellationRequested)
        {
            // It has run before: what keeps it from starting now may pass.
            return ($"{name} did not start: {e.Message}", TimeSpan.Zero);
        }
    }

    private async Task<(string Ended, TimeSpan HealthyFor)> RunToItsEndAsync(LogFile log)
    {
        var start = await describe(!firstHealth.Task.IsCompleted, stopping.Token);
        using var process = await ChildProcess.StartAsync(start, context.Tools, line => Hear(line, log));
        Volatile.Write(ref child, process);
        try
        {
            record.Write(process.Id);
            Note(s => s with { ProcessId = process.Id, StartedAt = context.Clock.GetUtcNow() });

            // StopAsync may have looked for a child just before there was one.
            if (stopping.IsCancellationRequested)
            {
                await process.StopAsync(ForcedStopGrace);
            }

            var healthySince = await WaitForHealthAsync(process) ? Stopwatch.GetTimestamp() : (long?)null;
            if (healthySince is not null)
            {
                Tell(healthy: true, reason: null);
                firstHealth.TrySetResult();
                await WatchHealthAsync(process);
            }

            var exitCode = await process.Exited;
            return ($"{name} ended with exit code {exitCode}", healthySince is { } since ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero);
        }
        finally
        {
            await process.StopAsync(ForcedStopGrace);
            Volatile.Write(ref child, null);
        }
    }

    /// <summary>Asks for its health until it has it.</summary>
    /// <returns>False when the process ended before it was healthy.</returns>
    private async Task<bool> WaitForHealthAsync(ChildProcess process)
    {
        using var timer = new PeriodicTimer(ProbeInterval);
        var complained = Stopwatch.GetTimestamp();
        while (!process.Exited.IsCompleted && !stopping.IsCancellationRequested)
        {
            var reason = await ProbeAsync();
            if (reason is null)
            {
                return !process.Exited.IsCompleted;
            }

            Tell(healthy: false, reason);
            if (Stopwatch.GetElapsedTime(complained) >= ComplainInterval)
            {
                context.Console.Warn($"{name} is not healthy yet: {reason}");
                complained = Stopwatch.GetTimestamp();
            }

            await Task.WhenAny(process.Exited, timer.WaitForNextTickAsync().AsTask());
        }

        return false;
    }

    /// <summary>Goes on asking a healthy process, until it ends, so that what is shown is true.</summary>
    private async Task WatchHealthAsync(ChildProcess process)
    {
        using var timer = new PeriodicTimer(watchInterval ?? DefaultWatchInterval);
        var failures = 0;
        while (await Task.WhenAny(process.Exited, timer.WaitForNextTickAsync(stopping.Token).AsTask()) != process.Exited && !stopping.IsCancellationRequested)
        {
            var reason = await ProbeAsync();
            failures = reason is null ? 0 : failures + 1;
            if (failures is 0 or >= FailuresThatCount && !process.Exited.IsCompleted && !stopping.IsCancellationRequested)
            {
                TellWhenChanged(healthy: failures == 0, reason);
            }
        }
    }

    private async Task<string?> ProbeAsync()
    {
        try
        {
            return await probe(stopping.Token);
        }
        catch (LocalEngineException e) when (firstHealth.Task.IsCompletedSuccessfully)
        {
            // It has been healthy: what is wrong now is shown, and starting it again would not cure it.
            return e.Message;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return "stopping";
        }
    }

    // Whatever happens to a line, the next one is read: a process whose output nobody reads stands still.
    private void Record(string line, LogFile log)
    {
        try
        {
            log.Write(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!Interlocked.Exchange(ref logIsBroken, true))
            {
                context.Console.Warn($"{name}: lines are missing from its log file: {e.Message}");
            }
        }
    }

    private void TellWhenChanged(bool healthy, string? reason)
    {
        if (Snapshot.IsHealthy != healthy)
        {
            context.Console.Warn(healthy ? $"{name} is healthy again" : $"{name} is not healthy: {reason}");
            Tell(healthy, reason);
        }
    }

    private void Tell(bool healthy, string? reason)
    {
        var shown = reason is null ? null : context.Mask.Apply(reason);
        Note(s => s with { IsHealthy = healthy, Reason = shown });
        report(healthy, shown);
    }

    private void Note(Func<ProcessSnapshot, ProcessSnapshot> change)
    {
        lock (gate)
        {
            snapshot = change(snapshot);
        }
    }

    private void Hear(string heard, LogFile log)
    {
        var line = context.Mask.Apply(heard);
        recentLines.Add(line);
        Record(line, log);
        if (isShown?.Invoke(line) != false)
        {
            context.Console.Line(name, line);
        }
    }
}
