using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Waterfalls;

/// <summary>Which recordings have a waterfall, and what keeps the others from it.</summary>
public sealed class WaterfallStore(NpgsqlDataSource database)
{
    private static readonly string Find = SqlFile.Read("Waterfalls.find_waterfall");

    /// <returns>Null where there is no such measurement.</returns>
    public async Task<WaterfallState?> FindAsync(Guid measurementId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new { id = measurementId, feature_set = WaterfallFormat.FeatureSet };
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(Find, parameters, cancellationToken: cancellationToken));
        return row?.State;
    }

    private sealed record Row(
        Guid MeasurementId,
        Guid RecordingSessionId,
        long FrequencyHz,
        string Datatype,
        double? SampleRateHz,
        int? Version,
        string? ReceiverStatus,
        string? ErrorCode,
        string? ErrorMessage,
        byte[]? IqSha256,
        Guid? JobId,
        string? JobStatus,
        bool HasFailed)
    {
        public WaterfallState State => this switch
        {
            { ReceiverStatus: "ok", Version: { } version, IqSha256: { } sha256, SampleRateHz: { } rate } =>
                new WaterfallState.Made(MeasurementId, RecordingSessionId, FrequencyHz, new WaterfallKey(version, sha256, Datatype, rate)),
            { JobStatus: { } status } => new WaterfallState.NotMade(MeasurementId, RecordingSessionId, status, JobId, null, null),
            { ReceiverStatus: "failed" } or { HasFailed: true } =>
                new WaterfallState.NotMade(MeasurementId, RecordingSessionId, WaterfallState.Failed, JobId, ErrorCode, ErrorMessage),
            _ => new WaterfallState.NotMade(MeasurementId, RecordingSessionId, WaterfallState.Missing, null, null, null),
        };
    }
}

/// <summary>What is known of a recording's waterfall.</summary>
public abstract record WaterfallState
{
    public const string Failed = "failed";

    public const string Missing = "missing";

    private WaterfallState()
    {
    }

    /// <summary>It lies in the store.</summary>
    /// <param name="FrequencyHz">The tuned centre.</param>
    public sealed record Made(Guid MeasurementId, Guid SessionId, long FrequencyHz, WaterfallKey Key) : WaterfallState;

    /// <summary>There is none yet, or there cannot be one.</summary>
    /// <param name="State"><c>queued</c>, <c>extracting</c>, <c>failed</c> or <c>missing</c>.</param>
    /// <param name="JobId">The job that makes it, or that failed to; null where nobody has begun.</param>
    /// <param name="ErrorCode">Of the receiver; null where the job as a whole failed.</param>
    public sealed record NotMade(Guid MeasurementId, Guid SessionId, string State, Guid? JobId, string? ErrorCode, string? ErrorMessage) : WaterfallState;
}
