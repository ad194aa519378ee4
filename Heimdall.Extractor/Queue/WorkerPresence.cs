using Heimdall.Ledger.Workers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Queue;

/// <summary>Shows in the ledger that this worker is there, is alive, and has stopped.</summary>
internal sealed partial class WorkerPresence(
    WorkerRegistry workers,
    WorkerIdentity worker,
    WorkerPace pace,
    LedgerStart ledger,
    TimeProvider time,
    ILogger<WorkerPresence> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(1);

    private readonly SteadyLoop _loop = new("Showing this worker", ledger, time, logger);
    private bool _isRegistered;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_isRegistered)
        {
            await workers.SeeAsync(worker.Id, pace.Measure(), cancellationToken);
            return;
        }

        await workers.RegisterAsync(worker, cancellationToken);
        _isRegistered = true;
        pace.Measure();
        LogStarted(worker.Id, worker.Slots, worker.Version);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _loop.RunAsync(RunOnceAsync, stopping => Task.Delay(Interval, time, stopping), stoppingToken);
        if (_isRegistered)
        {
            await SayGoodbyeAsync();
        }
    }

    private async Task SayGoodbyeAsync()
    {
        using var patience = new CancellationTokenSource(FarewellTimeout, time);
        try
        {
            await workers.StopAsync(worker.Id, patience.Token);
        }
        catch (Exception fault) when (WorldFault.Is(fault) || patience.IsCancellationRequested)
        {
            LogNotSaid(fault.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Worker {WorkerId} is ready: {Slots} slots, version {Version}")]
    private partial void LogStarted(string workerId, int slots, string version);

    [LoggerMessage(LogLevel.Warning, "The ledger could not be told that this worker stops: {Reason}")]
    private partial void LogNotSaid(string reason);
}
