using System.Diagnostics;
using System.Threading.RateLimiting;
using Heimdall.Ledger.Measurements;
using Heimdall.Ledger.Objects;

namespace Heimdall.Api.Measurements;

/// <summary>
/// Takes in an upload: its intent, its bytes into the store, its row. Whatever happens in between, either the measurement is recorded
/// or nothing of it stays; what a crash or a broken database leaves, the intent lets <see cref="UploadSweep"/> find.
/// </summary>
internal sealed partial class UploadReception(
    MeasurementStore measurements, IObjectStore objects, UploadSettings settings, UploadMeter meter, TimeProvider clock, ILogger<UploadReception> logger)
    : IDisposable
{
    /// <summary>Uploads that wait while others come in: they take a connection, and no memory.</summary>
    private const int MaxWaiting = 256;

    /// <summary>The longest an upload may take: well below the age at which an intent counts as left behind.</summary>
    private static readonly TimeSpan MaxDuration = TimeSpan.FromHours(12);

    private static readonly TimeSpan TidyTimeout = TimeSpan.FromSeconds(30);

    private readonly ConcurrencyLimiter slots = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = settings.MaxConcurrent,
        QueueLimit = MaxWaiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <exception cref="ObjectTooLargeException">The content is longer than the limit.</exception>
    /// <exception cref="ObjectStoreUnavailableException">The store is out of reach.</exception>
    /// <exception cref="OperationCanceledException">The caller went away, or the upload took too long.</exception>
    public async Task<UploadOutcome> ReceiveAsync(Upload upload, Stream content, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await TakeInAsync(upload, content, cancellationToken);
            meter.Ended(outcome);
            return outcome;
        }
        catch
        {
            meter.Broke();
            throw;
        }
    }

    public void Dispose() => slots.Dispose();

    private async Task<UploadOutcome> TakeInAsync(Upload upload, Stream content, CancellationToken cancellationToken)
    {
        using var slot = await slots.AcquireAsync(permitCount: 1, cancellationToken);
        if (!slot.IsAcquired)
        {
            return new UploadOutcome.Busy();
        }

        var id = Guid.CreateVersion7();
        var key = ObjectKey.For(upload.RecordedAt, upload.StationId, upload.FrequencyHz, id, IqDatatypeName.Extension(upload.Datatype));
        switch (await measurements.BeginUploadAsync(new UploadIntent(id, upload.SessionId, key, upload.CreatedBy), cancellationToken))
        {
            case UploadPermission.SessionNotFound:
                return new UploadOutcome.Settled(new RecordingOutcome.SessionNotFound());
            case UploadPermission.SessionClosed(var status):
                return new UploadOutcome.Settled(new RecordingOutcome.SessionClosed(status));
            case UploadPermission.Granted:
                break;
            case var permission:
                throw new UnreachableException(permission.ToString());
        }

        var stored = await StoreAsync(id, key, content, cancellationToken);
        meter.Stored(stored.Bytes);
        if (stored.Bytes == 0)
        {
            await RemoveAsync(id, key);
            return new UploadOutcome.Empty();
        }

        // All bytes are here: whether the caller still waits for the answer does not matter any more. Where this throws, the database may
        // or may not have committed. Then the object stays: the intent goes with the commit, and the sweep looks for intents.
        using var timeout = new CancellationTokenSource(TidyTimeout, clock);
        var outcome = await measurements.RecordAsync(NewMeasurement(upload, id, stored), timeout.Token);
        if (outcome is not RecordingOutcome.Recorded)
        {
            await RemoveAsync(id, key);
        }

        return new UploadOutcome.Settled(outcome);
    }

    private async Task<StoredObject> StoreAsync(Guid id, string key, Stream content, CancellationToken cancellationToken)
    {
        using var tooLong = new CancellationTokenSource(MaxDuration, clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, tooLong.Token);
        try
        {
            return await objects.PutAsync(key, content, settings.MaxBytes, ended.Token);
        }
        catch (ObjectStoreUnavailableException)
        {
            // A store that fails may have kept the object all the same.
            await RemoveAsync(id, key);
            throw;
        }
        catch
        {
            // Otherwise the store has kept nothing.
            await ForgetAsync(id);
            throw;
        }
    }

    private async Task RemoveAsync(Guid id, string key)
    {
        try
        {
            using var timeout = new CancellationTokenSource(TidyTimeout, clock);
            await objects.DeleteAsync(key, timeout.Token);
        }
        catch (Exception error) when (error is ObjectStoreUnavailableException or OperationCanceledException)
        {
            LeftToSweep(logger, error, key);
            return;
        }

        await ForgetAsync(id);
    }

    private async Task ForgetAsync(Guid id)
    {
        try
        {
            using var timeout = new CancellationTokenSource(TidyTimeout, clock);
            await measurements.AbandonUploadAsync(id, timeout.Token);
        }
        catch (Exception error) when (error is Npgsql.NpgsqlException or OperationCanceledException)
        {
            IntentLeftToSweep(logger, error, id);
        }
    }

    private static NewMeasurement NewMeasurement(Upload upload, Guid id, StoredObject stored) => new(
        id,
        upload.SessionId,
        upload.StationId,
        upload.FrequencyHz,
        upload.SampleRateHz,
        upload.Datatype,
        IqDatatypeName.Samples(upload.Datatype, stored.Bytes),
        stored.Location,
        stored.Bytes,
        Convert.FromHexString(stored.Sha256),
        upload.RecordedAt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The object {Key} of an upload that was not recorded could not be removed; the sweep will")]
    private static partial void LeftToSweep(ILogger logger, Exception exception, string key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The intent of upload {Id}, which was not recorded, could not be removed; the sweep will")]
    private static partial void IntentLeftToSweep(ILogger logger, Exception exception, Guid id);
}

/// <summary>What became of an upload.</summary>
internal abstract record UploadOutcome
{
    private UploadOutcome()
    {
    }

    /// <summary>Its bytes came, and this is what the ledger made of them.</summary>
    public sealed record Settled(RecordingOutcome Recording) : UploadOutcome;

    /// <summary>Too many others come in or wait; it was not read.</summary>
    public sealed record Busy : UploadOutcome;

    /// <summary>It had no bytes.</summary>
    public sealed record Empty : UploadOutcome;
}
