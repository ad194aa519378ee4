using Heimdall.Ledger.Coverage;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Measurements;
using Heimdall.Ledger.Sessions;
using Heimdall.Ledger.Stations;
using Npgsql;

namespace Heimdall.Tests.Ledger;

/// <summary>Sessions, recordings and results as tests need them, made through the ledger's own stores.</summary>
internal sealed class LedgerScenario(NpgsqlDataSource database)
{
    public static readonly FeatureSetId RfIq = new("rf.iq", 1);
    public static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(60);

    public StationStore Stations { get; } = new(database);

    public SessionStore Sessions { get; } = new(database);

    public MeasurementStore Measurements { get; } = new(database);

    public JobQueue Queue { get; } = new(database);

    public JobStore Jobs { get; } = new(database);

    public ExtractionRequests Requests { get; } = new(database);

    public BatchQueue Batches { get; } = new(database);

    public FeatureStore Features { get; } = new(database);

    public CoverageStore Coverage { get; } = new(database);

    /// <summary>A session with recordings of so many stations, not ended yet.</summary>
    public async Task<Session> StartSessionAsync(int receivers = 2, DateTimeOffset? start = null)
    {
        var session = await Sessions.CreateAsync(new NewSession(null, "tester", 144_500_000, null, start, null), CancellationToken.None);
        for (var i = 0; i < receivers; i++)
        {
            var station = await Stations.CreateAsync(new NewStation($"station {Guid.NewGuid():N}", null, 45, 7 + i, null, null, 2), CancellationToken.None);
            await RecordAsync(session.Id, station.Id);
        }

        return session;
    }

    public async Task<RecordingOutcome> RecordAsync(Guid sessionId, Guid stationId, byte content = 1) =>
        await Measurements.RecordAsync(
            new NewMeasurement(Guid.CreateVersion7(), sessionId, stationId, null, 200_000, "cf32_le", 200_000, $"some/{Guid.NewGuid():N}", 1_600_000, Hash(content), null),
            CancellationToken.None);

    public async Task<Session> CompleteSessionAsync(int receivers = 2, DateTimeOffset? start = null)
    {
        var session = await StartSessionAsync(receivers, start);
        return await CompleteAsync(session.Id);
    }

    public async Task<Session> CompleteAsync(Guid sessionId) =>
        Assert.IsType<SessionEnding.Ended>(await Sessions.CompleteAsync(sessionId, "tester", null, CancellationToken.None)).Session;

    public async Task<ClaimedJob> ClaimOneAsync(string worker = "worker") =>
        Assert.Single(await Queue.ClaimAsync(worker, 1, [RfIq], LeaseDuration, CancellationToken.None));

    public async Task SettleAsync(ClaimedJob job, int failed = 0) =>
        await Queue.SettleAsync(job, await ResultAsync(job.RecordingSessionId, failed), new Dictionary<string, double> { ["extract"] = 12.5 }, CancellationToken.None);

    /// <summary>A result for every recording of the session, the first of them failed as asked.</summary>
    public async Task<ExtractionResult> ResultAsync(
        Guid sessionId, int failed = 0, string errorMessage = "Invalid IQ data format: 10 samples, at least 1024 are needed")
    {
        var recordings = await Measurements.ListAsync(sessionId, CancellationToken.None);
        var receivers = recordings.Select((recording, index) => index < failed
            ? (ReceiverResult)new ReceiverResult.Failed(recording.Id, 1, "too_short", errorMessage)
            : new ReceiverResult.Ok(
                recording.Id,
                2,
                new RecordingFacts(200_000, null, "declared", 200_000, 1_600_000, Hash(1)),
                new Dictionary<string, FeatureAggregate?> { ["snr_db"] = new(20, 1, 19, 21, 5), ["snr_m2m4_db"] = null },
                [Block(chunks: 5)]));
        return new ExtractionResult(
            [.. receivers], 0.9, 20, recordings.Count - failed, new ExtractionMetadata("recorded", 1000, 200_000, 5, 200, sessionId, "test"));
    }

    public static byte[] Block(int chunks)
    {
        var builder = new ChunkBlockBuilder(features: 2);
        for (var i = 0; i < chunks; i++)
        {
            builder.Add(i * 40_000L, 40_000, [20 + i, double.NaN]);
        }

        return Assert.Single(builder.Finish());
    }

    /// <summary>The kept counts, which must be equal to a full count whatever happened before.</summary>
    public async Task<CoverageStatistics> StatisticsAsync()
    {
        var kept = await Coverage.ReadAsync(RfIq, CancellationToken.None);
        Assert.Equal(await Coverage.RecountAsync(RfIq, CancellationToken.None), kept);
        return kept;
    }

    private static byte[] Hash(byte content) => [.. Enumerable.Repeat(content, 32)];
}
