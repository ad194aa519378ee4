using Heimdall.Extractor.Queue;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Scheduling;

/// <summary>Runs the tasks that admins ask for.</summary>
internal sealed class RequestedTasks(
    TaskRunner runner, SchedulesOptions options, LedgerStart ledger, TimeProvider time, ILogger<RequestedTasks> logger) : BackgroundService
{
    private readonly SteadyLoop _loop = new("Running requested tasks", ledger, time, logger);
    private readonly Wake _wake = new();

    /// <summary>There may be a request.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Runs all that waits, one after the other.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        while (await runner.RunRequestedAsync(cancellationToken))
        {
            count++;
        }

        return count;
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loop.RunAsync(RunOnceAsync, stopping => _wake.WaitAsync(options.RequestedTasksInterval, stopping), stoppingToken);
}
