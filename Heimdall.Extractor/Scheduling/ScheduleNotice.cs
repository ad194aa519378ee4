using Heimdall.Extractor.Queue;
using Heimdall.Ledger.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Scheduling;

/// <summary>Says in the ledger what this worker runs by the clock: at the start, and again every few minutes, in case another one said otherwise and is gone.</summary>
internal sealed class ScheduleNotice(
    ScheduleStore store, IEnumerable<Schedule> schedules, LedgerStart ledger, TimeProvider time, ILogger<ScheduleNotice> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly SteadyLoop _loop = new("Telling the schedules", ledger, time, logger);
    private readonly List<(string, TimeSpan)> _schedules = [.. schedules.Select(schedule => (schedule.Task, schedule.Interval))];

    public Task RunOnceAsync(CancellationToken cancellationToken) => store.RegisterAsync(_schedules, cancellationToken);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loop.RunAsync(RunOnceAsync, stopping => Task.Delay(Interval, time, stopping), stoppingToken);
}
