using Heimdall.Ledger.Schema;
using Npgsql;

namespace Heimdall.Api.Hosting;

/// <summary>
/// Brings the schema up to date before anything else touches it. A database that is not there yet is waited for, while <c>/alive</c>
/// answers already; a schema that this version cannot work with ends the process.
/// </summary>
internal sealed partial class SchemaStart(SchemaMigrator migrator, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<SchemaStart> logger)
    : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private volatile bool isReady;

    /// <summary>True from the moment the schema can be used.</summary>
    public bool IsReady => isReady;

    /// <summary>Migrates once.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await migrator.MigrateAsync(cancellationToken);
        isReady = true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await UntilReadyAsync(stoppingToken);
        }
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            CannotStart(logger, error, error.Message);
            Environment.ExitCode = 1;

            // Not before the start has ended: a host that is stopped while it starts throws.
            lifetime.ApplicationStarted.Register(lifetime.StopApplication);
        }
    }

    private async Task UntilReadyAsync(CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await RunOnceAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException error) when (DatabaseReach.IsLost(error))
            {
                Waiting(logger, error.Message, pause.TotalSeconds);
            }

            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting for the database: {Reason}; the next try is in {Seconds} s")]
    private static partial void Waiting(ILogger logger, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The API cannot start: {Reason}")]
    private static partial void CannotStart(ILogger logger, Exception exception, string reason);
}
