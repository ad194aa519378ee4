using Heimdall.Ledger.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Queue;

/// <summary>Keeps the claims quick: moves the place where they begin to look past what is done with.</summary>
internal sealed class FloorKeeper(
    ClaimFloors floors, LedgerStart ledger, TimeProvider time, ILogger<FloorKeeper> logger) : BackgroundService
{
    /// <summary>A job that was queued by a transaction that took longer is found by the next look, and not before.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly SteadyLoop _loop = new("Raising the claims' floors", ledger, time, logger);
    private readonly OrderHorizon _horizon = new(time, Age);

    public async Task RunOnceAsync(CancellationToken cancellationToken) =>
        _horizon.Saw(await floors.RaiseAsync(_horizon.Number, cancellationToken));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loop.RunAsync(RunOnceAsync, stopping => Task.Delay(Interval, time, stopping), stoppingToken);
}
