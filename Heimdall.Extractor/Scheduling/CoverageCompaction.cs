using Heimdall.Extractor.Queue;
using Heimdall.Ledger.Coverage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Scheduling;

/// <summary>Keeps the coverage's counts few, so that the statistics stay quick. Any number of workers may do it at the same time.</summary>
internal sealed class CoverageCompaction(
    CoverageStore coverage,
    SchedulesOptions options,
    LedgerStart ledger,
    TimeProvider time,
    ILogger<CoverageCompaction> logger) : BackgroundService
{
    private readonly SteadyLoop _loop = new("Compacting the coverage counts", ledger, time, logger);

    public Task<long> RunOnceAsync(CancellationToken cancellationToken) => coverage.CompactAsync(cancellationToken);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loop.RunAsync(RunOnceAsync, stopping => Task.Delay(options.CoverageCompactionInterval, time, stopping), stoppingToken);
}
