using System.Text.Json;
using Heimdall.Api.Hosting;
using Heimdall.Ledger;
using Heimdall.Ledger.Alerts;
using Heimdall.Ledger.Tasks;

namespace Heimdall.Api.Alerts;

/// <summary>
/// Looks for what is wrong where no extractor does: workers that are all gone, or frozen, or never came, cannot say so. It takes a slot of the extractors' own
/// check that nobody has run half a minute after it began, so that of many replicas one looks, and it looks with the extractors' limits.
/// </summary>
internal sealed partial class AlertWatch(
    AlertStore alerts, AlertRounds rounds, TaskRunStore runs, ScheduleStore schedules, SchemaStart schema, TimeProvider time, ILogger<AlertWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>How often it looks where no extractor has said how often; as extractors do where nobody set it.</summary>
    private static readonly TimeSpan UntoldInterval = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromMinutes(1);

    private readonly string _name = $"api/{Environment.MachineName}/{Environment.ProcessId}";
    private bool _isFailing;

    /// <summary>Looks once, where an extractor should have looked and none has.</summary>
    /// <returns>Whether it looked.</returns>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (!schema.IsReady)
        {
            return false;
        }

        var limits = await LimitsAsync(cancellationToken);
        if (await LastSlotAsync(limits, cancellationToken) is not { } slot)
        {
            return false;
        }

        if (await runs.StartDueAsync(TaskName.AlertCheck, slot, limits, _name, LeaseDuration, cancellationToken) is not { } run)
        {
            return false;
        }

        LogNobodyLooked(slot);
        try
        {
            var changes = await alerts.CheckAsync(limits, cancellationToken);
            rounds.Tell(changes);
            await runs.SucceedAsync(run, changes.Counts, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            await runs.FailAsync(run, fault.Message, cancellationToken);
            throw;
        }

        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryOnceAsync(stoppingToken);
        }
    }

    private async Task TryOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunOnceAsync(cancellationToken);
            _isFailing = false;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is must not end the API. Told once: the health says how long it goes on.
            if (!_isFailing)
            {
                LogNotLooked(fault.Message);
            }

            _isFailing = true;
        }
    }

    /// <summary>The last slot that an extractor has had its time for; null where none ever ran and nothing waits for one.</summary>
    private async Task<DateTimeOffset?> LastSlotAsync(AlertLimits limits, CancellationToken cancellationToken)
    {
        var check = (await schedules.ListAsync(cancellationToken)).FirstOrDefault(schedule => schedule.Task == TaskName.AlertCheck);
        if (check is null)
        {
            return await alerts.FindUnwatchedSlotAsync(UntoldInterval, Patience, limits, cancellationToken);
        }

        // Back from the next one, by the database's clock: half a minute before now.
        var interval = TimeSpan.FromSeconds(check.IntervalSeconds);
        var slot = check.NextDueAt - interval;
        while (slot > check.ReadAt - Patience)
        {
            slot -= interval;
        }

        return slot;
    }

    private async Task<AlertLimits> LimitsAsync(CancellationToken cancellationToken)
    {
        var last = (await runs.ListLatestAsync([TaskName.AlertCheck], cancellationToken)).FirstOrDefault();

        // Runs of earlier versions tell no limits.
        return last?.Parameters is { ValueKind: JsonValueKind.Object } told && told.EnumerateObject().Any()
            ? LedgerJson.Read<AlertLimits>(told)
            : AlertLimits.Default;
    }

    [LoggerMessage(LogLevel.Warning, "No extractor looked for what is wrong at {Slot:yyyy-MM-dd'T'HH:mm:ss'Z'}: this API does")]
    private partial void LogNobodyLooked(DateTimeOffset slot);

    [LoggerMessage(LogLevel.Warning, "Whether the extractors look for what is wrong could not be read: {Reason}")]
    private partial void LogNotLooked(string reason);
}
