using Heimdall.Extractor.Pipeline;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Schema;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Heimdall.Extractor.Queue;

/// <summary>
/// Brings the schema up to date and makes the feature sets known, before anything else touches the ledger. A database that is not there
/// yet is waited for; one that this worker cannot work with ends it.
/// </summary>
internal sealed partial class LedgerStart(
    SchemaMigrator migrator,
    FeatureSetStore featureSets,
    ExtractionOptions options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<LedgerStart> logger) : BackgroundService
{
    private const int MostAttempts = 150;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The database was out of reach when this worker started.</summary>
    public bool SawOutage { get; private set; }

    /// <summary>Completes when the ledger can be used.</summary>
    public Task WhenReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await migrator.MigrateAsync(cancellationToken);
        foreach (var set in RecordingExtraction.Computes.Where(options.IsComputed))
        {
            await featureSets.RegisterAsync(set, cancellationToken);
        }

        _ready.TrySetResult();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await UntilReadyAsync(stoppingToken);
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            LogGivenUp(fault, fault.Message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    private async Task UntilReadyAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await RunOnceAsync(cancellationToken);
                return;
            }
            catch (Exception fault) when (attempt < MostAttempts && (WorldFault.Is(fault) || IsNotCreatedYet(fault)))
            {
                SawOutage = true;
                if (attempt == 1)
                {
                    LogWaiting(fault.Message);
                }

                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private static bool IsNotCreatedYet(Exception fault) => fault is PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName };

    [LoggerMessage(LogLevel.Warning, "Waiting for the database: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(LogLevel.Critical, "The worker cannot start: {Reason}")]
    private partial void LogGivenUp(Exception exception, string reason);
}
