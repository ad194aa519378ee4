using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Measurements;

/// <summary>The recordings of the stations, and the uploads that bring them in.</summary>
public sealed class MeasurementStore(NpgsqlDataSource database, MeasurementLimits? limits = null)
{
    private static readonly string LockOpenSession = SqlFile.Read("Measurements.share_session");
    private static readonly string InsertUpload = SqlFile.Read("Measurements.insert_upload");
    private static readonly string DeleteUpload = SqlFile.Read("Measurements.delete_upload");
    private static readonly string StaleUploads = SqlFile.Read("Measurements.stale_uploads");
    private static readonly string Insert = SqlFile.Read("Measurements.insert_measurement");
    private static readonly string FindTwin = SqlFile.Read("Measurements.find_twin");
    private static readonly string StationExists = SqlFile.Read("Measurements.station_exists");
    private static readonly string IsReferredTo = SqlFile.Read("Measurements.object_is_referred_to");
    private static readonly string Find = SqlFile.Read("Measurements.find_measurement");
    private static readonly string List = SqlFile.Read("Measurements.list_measurements");
    private static readonly string ListExtractions = SqlFile.Read("Measurements.list_extractions");

    private readonly MeasurementLimits _limits = limits ?? new MeasurementLimits();

    /// <summary>Writes the intent of an upload, before its first byte.</summary>
    public async Task<UploadPermission> BeginUploadAsync(UploadIntent intent, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        switch (await LockAsync(connection, transaction, intent.RecordingSessionId, cancellationToken))
        {
            case null:
                return new UploadPermission.SessionNotFound();
            case Sessions.SessionStatus.Pending or Sessions.SessionStatus.InProgress:
                break;
            case var status:
                return new UploadPermission.SessionClosed(status);
        }

        var parameters = new
        {
            measurement_id = intent.MeasurementId,
            recording_session_id = intent.RecordingSessionId,
            object_key = intent.ObjectKey,
            created_by = intent.CreatedBy,
        };
        await connection.ExecuteAsync(new CommandDefinition(InsertUpload, parameters, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return new UploadPermission.Granted();
    }

    /// <summary>Forgets an intent, after its object was removed.</summary>
    public async Task AbandonUploadAsync(Guid measurementId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(DeleteUpload, new { measurement_id = measurementId }, cancellationToken: cancellationToken));
    }

    /// <summary>Intents older than <paramref name="age"/>: their uploads were cut off with the process that served them.</summary>
    public async Task<IReadOnlyList<UploadIntent>> StaleUploadsAsync(TimeSpan age, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<UploadIntent>(new CommandDefinition(StaleUploads, new { age, limit }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>True where a measurement has its samples in this object, or in one of the same key in another bucket.</summary>
    public async Task<bool> IsReferredToAsync(string objectKey, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(IsReferredTo, new { key = objectKey }, cancellationToken: cancellationToken));
    }

    /// <summary>
    /// Records a measurement whose object is in the store, with the station as it is now, and forgets its upload's intent. A station's
    /// recording of one moment is recorded once: the same bytes again are the same measurement.
    /// </summary>
    public async Task<RecordingOutcome> RecordAsync(NewMeasurement measurement, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        switch (await LockAsync(connection, transaction, measurement.RecordingSessionId, cancellationToken))
        {
            case null:
                return new RecordingOutcome.SessionNotFound();
            case Sessions.SessionStatus.Pending or Sessions.SessionStatus.InProgress:
                break;
            case var status:
                return new RecordingOutcome.SessionClosed(status);
        }

        var parameters = new
        {
            id = measurement.Id,
            recording_session_id = measurement.RecordingSessionId,
            websdr_station_id = measurement.WebsdrStationId,
            frequency_hz = measurement.FrequencyHz,
            sample_rate_hz = measurement.SampleRateHz,
            datatype = measurement.Datatype,
            samples = measurement.Samples,
            iq_data_location = measurement.IqDataLocation,
            iq_bytes = measurement.IqBytes,
            iq_sha256 = measurement.IqSha256,
            recorded_at = measurement.RecordedAt,
            most = _limits.PerSession,
        };
        var recorded = await connection.QuerySingleOrDefaultAsync<Measurement>(new CommandDefinition(Insert, parameters, transaction, cancellationToken: cancellationToken));
        if (recorded is not null)
        {
            await connection.ExecuteAsync(new CommandDefinition(DeleteUpload, new { measurement_id = measurement.Id }, transaction, cancellationToken: cancellationToken));
            await transaction.CommitAsync(cancellationToken);
            return new RecordingOutcome.Recorded(recorded);
        }

        if (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition(StationExists, new { id = measurement.WebsdrStationId }, transaction, cancellationToken: cancellationToken)))
        {
            return new RecordingOutcome.StationNotFound();
        }

        var twin = await connection.QuerySingleOrDefaultAsync<Measurement>(new CommandDefinition(FindTwin, parameters, transaction, cancellationToken: cancellationToken));
        return twin is null ? new RecordingOutcome.SessionFull(_limits.PerSession) : AreSame(measurement, twin) ? new RecordingOutcome.SameAlready(twin) : new RecordingOutcome.OtherAlready(twin);
    }

    public async Task<Measurement?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Measurement>(new CommandDefinition(Find, new { id }, cancellationToken: cancellationToken));
    }

    /// <summary>The recordings of a session, by station name and time.</summary>
    public async Task<IReadOnlyList<Measurement>> ListAsync(Guid sessionId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<Measurement>(new CommandDefinition(List, new { session_id = sessionId }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>What became of a recording under every feature set, the current versions and what older ones left.</summary>
    public async Task<IReadOnlyList<ExtractedRecording>> ListExtractionsAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<ExtractedRecording>(new CommandDefinition(ListExtractions, new { id }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>By content where both contents are known, else by the object referred to.</summary>
    private static bool AreSame(NewMeasurement asked, Measurement twin) =>
        asked.IqSha256 is not null && twin.IqSha256 is not null
            ? asked.IqSha256.AsSpan().SequenceEqual(twin.IqSha256)
            : asked.IqDataLocation == twin.IqDataLocation;

    private static Task<string?> LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid sessionId, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(LockOpenSession, new { id = sessionId }, transaction, cancellationToken: cancellationToken));
}
