using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Tasks;

namespace Heimdall.Extractor.Scheduling;

/// <summary>Prepares the tables for the months to come.</summary>
internal sealed class Housekeeping(JobHousekeeping jobs, SchedulesOptions options) : IScheduledTask
{
    private const int MonthsAhead = 2;

    public string Name => TaskName.Housekeeping;

    public TimeSpan Interval => options.HousekeepingInterval;

    public object DueParameters => new { };

    public async Task<object> RunAsync(TaskRun run, CancellationToken cancellationToken)
    {
        await jobs.PrepareMonthsAsync(MonthsAhead, cancellationToken);
        return new { months_ahead = MonthsAhead };
    }
}
