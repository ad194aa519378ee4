using Heimdall.Api.Hosting;
using Heimdall.Ledger.Observation;
using Npgsql;

namespace Heimdall.Api.Observation;

/// <summary>Reads the ledger's state for its gauges every few seconds, and seldom enough that it takes a twentieth of a connection at most.</summary>
internal sealed partial class LedgerObserver(
    LedgerObservations observations, LedgerGauges gauges, SchemaStart schema, TimeProvider time, ILogger<LedgerObserver> logger) : BackgroundService
{
    private const int LeastIdleShare = 19;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private bool _isFailing;

    /// <summary>Reads once, as soon as the schema is there.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (schema.IsReady)
        {
            gauges.Show(await observations.ReadAsync(cancellationToken));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            await TryOnceAsync(stoppingToken);
            var pause = time.GetElapsedTime(started) * LeastIdleShare;
            await Task.Delay(pause > Interval ? pause : Interval, time, stoppingToken);
        }
    }

    private async Task TryOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunOnceAsync(cancellationToken);
            _isFailing = false;
        }
        catch (NpgsqlException fault) when (!cancellationToken.IsCancellationRequested)
        {
            // Told once: the health says how long it goes on.
            if (!_isFailing)
            {
                LogNotRead(fault.Message);
            }

            _isFailing = true;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The ledger could not be read for its metrics, which are missing until it can: {Reason}")]
    private partial void LogNotRead(string reason);
}
