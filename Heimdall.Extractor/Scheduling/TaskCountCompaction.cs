using Heimdall.Extractor.Queue;
using Heimdall.Ledger.History;
using Heimdall.Ledger.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Scheduling;

/// <summary>Keeps the counts of the ended tasks and the history of the jobs few, as often as those of the coverage. Any number of workers may do it at the same time.</summary>
internal sealed class TaskCountCompaction(
    TaskCounts counts,
    JobHistory history,
    SchedulesOptions options,
    LedgerStart ledger,
    TimeProvider time,
    ILogger<TaskCountCompaction> logger) : BackgroundService
{
    private readonly SteadyLoop _loop = new("Compacting the task counts", ledger, time, logger);

    public async Task<long> RunOnceAsync(CancellationToken cancellationToken) =>
        await counts.CompactAsync(cancellationToken) + await history.CompactAsync(cancellationToken);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loop.RunAsync(RunOnceAsync, stopping => Task.Delay(options.CoverageCompactionInterval, time, stopping), stoppingToken);
}
