using Heimdall.Ledger.Tasks;
using Microsoft.Extensions.Configuration;

namespace Heimdall.Extractor.Scheduling;

/// <summary>What happens by the clock. Keys are <c>Schedules__{name}</c>.</summary>
internal sealed record SchedulesOptions
{
    /// <summary>How often what lacks features is queued, 10 s…1 day. <c>Schedules__BatchExtraction__Interval</c>.</summary>
    public TimeSpan BatchExtractionInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How much of it, a run. <c>Schedules__BatchExtraction__BatchSize</c> and <c>__MaxBatches</c>, both 1…1,000.</summary>
    public BatchExtractionParameters BatchExtraction { get; init; } = new();

    /// <summary>How often the coverage's increments are summed up, 1 s…1 h. <c>Schedules__CoverageCompaction__Interval</c>.</summary>
    public TimeSpan CoverageCompactionInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the tables are kept in order, 1 min…1 day. <c>Schedules__Housekeeping__Interval</c>.</summary>
    public TimeSpan HousekeepingInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How often requested tasks that no notification told of are looked for, 100 ms…5 min. <c>Schedules__RequestedTasks__Interval</c>.
    /// </summary>
    public TimeSpan RequestedTasksInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often running backfills are moved on, 50 ms…1 min. <c>Schedules__Backfills__Interval</c>.</summary>
    public TimeSpan BackfillsInterval { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>How often jobs without progress are looked for, 10 s…1 day. <c>Schedules__StuckCheck__Interval</c>.</summary>
    public TimeSpan StuckCheckInterval { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A job that made no progress for so long is stuck, 1 s…30 days. <c>Schedules__StuckAfter</c>.</summary>
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromHours(3);

    /// <summary>True: a stuck job fails. <c>Schedules__FailStuck</c>.</summary>
    public bool FailStuck { get; init; }

    /// <summary>How often what is wrong is looked for, 5 s…1 h. <c>Schedules__AlertCheck__Interval</c>.</summary>
    public TimeSpan AlertCheckInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <exception cref="SettingException">A value is not what it may be.</exception>
    public static SchedulesOptions Read(IConfiguration configuration)
    {
        var settings = new RangedSettings(configuration, "Schedules");
        var defaults = new SchedulesOptions();
        return new SchedulesOptions
        {
            BatchExtractionInterval = settings.Duration(
                "BatchExtraction:Interval", defaults.BatchExtractionInterval, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1)),
            BatchExtraction = new BatchExtractionParameters(
                settings.Number("BatchExtraction:BatchSize", defaults.BatchExtraction.BatchSize, 1, 1000),
                settings.Number("BatchExtraction:MaxBatches", defaults.BatchExtraction.MaxBatches, 1, 1000)),
            CoverageCompactionInterval = settings.Duration(
                "CoverageCompaction:Interval", defaults.CoverageCompactionInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            HousekeepingInterval = settings.Duration(
                "Housekeeping:Interval", defaults.HousekeepingInterval, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)),
            RequestedTasksInterval = settings.Duration(
                "RequestedTasks:Interval", defaults.RequestedTasksInterval, TimeSpan.FromSeconds(0.1), TimeSpan.FromMinutes(5)),
            BackfillsInterval = settings.Duration(
                "Backfills:Interval", defaults.BackfillsInterval, TimeSpan.FromSeconds(0.05), TimeSpan.FromMinutes(1)),
            StuckCheckInterval = settings.Duration(
                "StuckCheck:Interval", defaults.StuckCheckInterval, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1)),
            StuckAfter = settings.Duration(nameof(StuckAfter), defaults.StuckAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
            FailStuck = settings.Flag(nameof(FailStuck), defaults.FailStuck),
            AlertCheckInterval = settings.Duration(
                "AlertCheck:Interval", defaults.AlertCheckInterval, TimeSpan.FromSeconds(5), TimeSpan.FromHours(1)),
        };
    }
}
