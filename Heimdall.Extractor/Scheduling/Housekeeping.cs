using Heimdall.Ledger.Backfills;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Retention;
using Heimdall.Ledger.Tasks;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Scheduling;

/// <summary>Prepares the tables for the months to come, and removes what is done with and old.</summary>
internal sealed partial class Housekeeping(
    JobHousekeeping jobs,
    LedgerRetention ledger,
    BackfillSteps backfills,
    SchedulesOptions options,
    RetentionOptions retention,
    ILogger<Housekeeping> logger) : IScheduledTask
{
    private const int MonthsAhead = 2;

    public string Name => TaskName.Housekeeping;

    public TimeSpan Interval => options.HousekeepingInterval;

    public object DueParameters => new { };

    public async Task<object> RunAsync(TaskRun run, CancellationToken cancellationToken)
    {
        await jobs.PrepareMonthsAsync(MonthsAhead, cancellationToken);
        var dropped = await jobs.DropMonthsAsync(retention.FinishedJobs, cancellationToken);
        if (dropped is null)
        {
            LogBusy();
        }

        var deleted = await ledger.DeleteAsync(retention.Periods, cancellationToken);
        await backfills.CompactAsync(cancellationToken);
        return new { months_ahead = MonthsAhead, dropped = dropped ?? [], deleted };
    }

    [LoggerMessage(LogLevel.Warning, "Old months of finished jobs are being read and could not be dropped; the next round tries again")]
    private partial void LogBusy();
}
