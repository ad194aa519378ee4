using Heimdall.Ledger.Measurements;
using Heimdall.Ledger.Objects;

namespace Heimdall.Api.Measurements;

/// <summary>
/// Removes what uploads left behind that a crash cut off: temporary files, objects without a measurement, intents. An intent goes in
/// the transaction that records its measurement, so an old one means that there is none.
/// </summary>
internal sealed partial class UploadSweep(
    MeasurementStore measurements, IObjectStore objects, UploadMeter meter, TimeProvider clock, ILogger<UploadSweep> logger) : BackgroundService
{
    private const int BatchSize = 100;
    private const int MaxBatches = 10;

    private static readonly TimeSpan Age = TimeSpan.FromHours(24);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Sweeps once, up to 1,000 intents.</summary>
    /// <returns>How many intents and temporary files were removed.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var swept = await objects.SweepAsync(clock.GetUtcNow() - Age, cancellationToken);
        for (var batch = 0; batch < MaxBatches; batch++)
        {
            var stale = await measurements.StaleUploadsAsync(Age, BatchSize, cancellationToken);
            foreach (var intent in stale)
            {
                await SweepAsync(intent, cancellationToken);
            }

            swept += stale.Count;
            if (stale.Count < BatchSize)
            {
                break;
            }
        }

        meter.Swept(swept);
        return swept;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(FirstDelay, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            timer.Period = Interval;
            try
            {
                if (await RunOnceAsync(stoppingToken) is > 0 and var swept)
                {
                    Swept(logger, swept);
                }
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is: tidying up can wait, and must not end the service.
                Postponed(logger, error, Interval);
            }
        }
    }

    private async Task SweepAsync(UploadIntent intent, CancellationToken cancellationToken)
    {
        // A key that never became a measurement may have been referred to by one since.
        if (!await measurements.IsReferredToAsync(intent.ObjectKey, cancellationToken))
        {
            await objects.DeleteAsync(intent.ObjectKey, cancellationToken);
        }

        await measurements.AbandonUploadAsync(intent.MeasurementId, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed what {Count} uploads that were cut off had left behind")]
    private static partial void Swept(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What uploads left behind could not be removed now; the next try is in {Interval}")]
    private static partial void Postponed(ILogger logger, Exception exception, TimeSpan interval);
}
