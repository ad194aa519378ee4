using System.Text.Json;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Measurements;
using Heimdall.Ledger.Stations;
using Heimdall.Tests.Ledger;

namespace Heimdall.Tests.Api.Downloads;

/// <summary>Features as annotations of the recording.</summary>
public sealed class SigMfMetadataTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private const int Chunks = 1_030;

    private static readonly string[] Names = ["signal_present", "occupied_bandwidth_hz", "spectral_centroid_hz", "snr_db"];

    private RunningApi Api => fixture.Api;

    public Task InitializeAsync() => new FeatureSetStore(fixture.Database.Source).RegisterAsync(new(LedgerScenario.RfIq, Names, "live", 0), CancellationToken.None);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Every_chunk_is_an_annotation_and_a_signal_has_its_band()
    {
        var recording = await ExtractAsync("cf32_le");
        var answer = await Api.Admin.GetAsync($"/api/v1/measurements/{recording.Id}/features.sigmf-meta");
        var metadata = answer.Expect(200);
        SigMfRules.AssertMet(metadata);
        Assert.Equal("application/json", answer.Headers["Content-Type"]);
        Assert.Equal($"attachment; filename=\"{recording.Id}.sigmf-meta\"", answer.Headers["Content-Disposition"]);
        var global = metadata.GetProperty("global");
        Assert.Equal(("cf32_le", 200_000.0), (global.GetProperty("core:datatype").GetString(), global.GetProperty("core:sample_rate").GetDouble()));
        Assert.True(global.GetProperty("core:metadata_only").GetBoolean());
        Assert.Equal(144_500_000, metadata.GetProperty("captures")[0].GetProperty("core:frequency").GetInt64());

        var annotations = metadata.GetProperty("annotations").EnumerateArray().ToList();
        Assert.Equal(Chunks, annotations.Count);
        Assert.Equal(1_029 * 40_000L, annotations[1_029].GetProperty("core:sample_start").GetInt64());
        Assert.Equal(1_029, annotations[1_029].GetProperty("heimdall:snr_db").GetDouble());

        // Even chunks have a signal of 5 kHz about 10 kHz above the centre, the last of them one that reaches out of the recording.
        Assert.Equal((144_507_500.0, 144_512_500.0), BandOf(annotations[4]));
        Assert.Equal((144_597_500.0, 144_600_000.0), BandOf(annotations[1_028]));
        Assert.False(annotations[5].TryGetProperty("core:freq_lower_edge", out _));
        Assert.False(annotations[5].TryGetProperty("heimdall:spectral_centroid_hz", out _));

        var part = (await Api.Admin.GetAsync($"/api/v1/measurements/{recording.Id}/features.sigmf-meta?from=1020&limit=4")).Expect(200);
        SigMfRules.AssertMet(part);
        Assert.Equal(annotations.Skip(1020).Take(4).Select(one => one.GetRawText()), part.GetProperty("annotations").EnumerateArray().Select(one => one.GetRawText()));
    }

    [Theory]
    [InlineData("wav")]
    [InlineData("npy")]
    public async Task A_container_is_a_dataset_that_does_not_conform(string datatype)
    {
        var recording = await ExtractAsync(datatype);
        var metadata = (await Api.Admin.GetAsync($"/api/v1/measurements/{recording.Id}/features.sigmf-meta")).Expect(200);
        SigMfRules.AssertMet(metadata);
        Assert.Equal($"one.{datatype}", metadata.GetProperty("global").GetProperty("core:dataset").GetString());
        Assert.Equal(datatype, metadata.GetProperty("global").GetProperty("heimdall:datatype").GetString());
    }

    [Fact]
    public async Task A_recording_that_failed_has_its_error_and_no_annotation()
    {
        var session = await fixture.Ledger.CompleteSessionAsync();
        await fixture.Ledger.SettleAsync(await fixture.Ledger.ClaimOneAsync(), failed: 1);
        var recording = (await fixture.Ledger.Measurements.ListAsync(session.Id, CancellationToken.None))[0];
        var metadata = (await Api.Admin.GetAsync($"/api/v1/measurements/{recording.Id}/features.sigmf-meta")).Expect(200);
        SigMfRules.AssertMet(metadata);
        Assert.Equal("too_short", metadata.GetProperty("global").GetProperty("heimdall:error_code").GetString());
        Assert.Equal(0, metadata.GetProperty("annotations").GetArrayLength());
    }

    [Fact]
    public async Task What_cannot_be_shown_says_why()
    {
        (await Api.Admin.GetAsync($"/api/v1/measurements/{Guid.NewGuid()}/features.sigmf-meta")).ExpectProblem(404, "unknown_measurement");
        var queued = await fixture.Ledger.CompleteSessionAsync();
        var recording = (await fixture.Ledger.Measurements.ListAsync(queued.Id, CancellationToken.None))[0];
        (await Api.Admin.GetAsync($"/api/v1/measurements/{recording.Id}/features.sigmf-meta")).ExpectProblem(409, "features_not_ready");
        (await Api.Admin.GetAsync($"/api/v1/measurements/{recording.Id}/features.sigmf-meta?limit=0")).ExpectProblem(422, "invalid_request");
        (await Api.Admin.GetAsync($"/api/v1/measurements/{recording.Id}/features.sigmf-meta?feature_set=none")).ExpectProblem(404, "feature_set_not_found");
        await new JobCancellations(fixture.Database.Source).CancelAsync(Assert.NotNull(queued.FeatureExtractionTaskId), "bob", CancellationToken.None);
    }

    private static (double, double) BandOf(JsonElement annotation) =>
        (annotation.GetProperty("core:freq_lower_edge").GetDouble(), annotation.GetProperty("core:freq_upper_edge").GetDouble());

    private async Task<Measurement> ExtractAsync(string datatype)
    {
        var ledger = fixture.Ledger;
        var session = await ledger.StartSessionAsync(receivers: 0);
        var station = await ledger.Stations.CreateAsync(new NewStation($"station {Guid.NewGuid():N}", null, 45, 7, null, null, 2), CancellationToken.None);
        var recorded = Assert.IsType<RecordingOutcome.Recorded>(await ledger.Measurements.RecordAsync(
            new NewMeasurement(Guid.CreateVersion7(), session.Id, station.Id, null, 200_000, datatype, null, $"some/{Guid.NewGuid():N}/one.{datatype}", 1000, null, null), CancellationToken.None));
        await ledger.CompleteAsync(session.Id);
        var job = Assert.Single(await ledger.Queue.ClaimAsync("w", 1, [LedgerScenario.RfIq], LedgerScenario.LeaseDuration, CancellationToken.None));
        Assert.Equal(session.Id, job.RecordingSessionId);
        var builder = new ChunkBlockBuilder(Names.Length);
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            builder.Add(chunk * 40_000L, 40_000, chunk % 2 == 0 ? [1, 5_000, chunk == 1_028 ? 100_000 : 10_000, chunk] : [0, double.NaN, double.NaN, chunk]);
        }

        var result = await ledger.ResultAsync(session.Id);
        await ledger.Queue.SettleAsync(
            job,
            result with { Receivers = [(ReceiverResult.Ok)result.Receivers[0] with { Blocks = builder.Finish() }] },
            new Dictionary<string, double>(),
            CancellationToken.None);
        return recorded.Measurement;
    }
}
