using System.Diagnostics;
using System.Text.Json;
using Dapper;
using Heimdall.Ledger.Backfills;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Sessions;
using Heimdall.Tests.Ledger;
using Heimdall.Tests.Ledger.Backfills;

namespace Heimdall.Tests.Api;

/// <summary>What the extraction found, as it is shown.</summary>
public sealed class FeatureTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private static readonly string[] Names = ["snr_db", "snr_m2m4_db"];

    private RunningApi Api => fixture.Api;

    private LedgerScenario Ledger => fixture.Ledger;

    public Task InitializeAsync() => new FeatureSetStore(fixture.Database.Source).RegisterAsync(new(LedgerScenario.RfIq, Names, "live", 0), CancellationToken.None);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_answer_has_exactly_the_promised_shape()
    {
        var session = await ExtractAsync(chunks: 5, failed: 1);
        var features = (await Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features")).Expect(200);

        Assert.Equal(
            ["session_id", "feature_set", "feature_version", "overall_confidence", "mean_snr_db", "num_receivers_detected", "extraction_failed", "error_message", "extraction_metadata", "receivers"],
            NamesOf(features));
        Assert.Equal(session.Id, features.GetProperty("session_id").GetGuid());
        Assert.Equal("rf.iq", features.GetProperty("feature_set").GetString());
        Assert.Equal(1, features.GetProperty("feature_version").GetInt32());
        Assert.Equal(0.9, features.GetProperty("overall_confidence").GetDouble());
        Assert.False(features.GetProperty("extraction_failed").GetBoolean());
        Assert.Equal("recorded", features.GetProperty("extraction_metadata").GetProperty("extraction_method").GetString());

        var receivers = features.GetProperty("receivers").EnumerateArray().ToList();
        Assert.Equal(2, receivers.Count);
        Assert.All(receivers, receiver => Assert.Equal(
            ["measurement_id", "station_id", "station_name", "latitude", "longitude", "status", "error_code", "error_message", "features"], NamesOf(receiver)));
        var good = receivers.Single(receiver => receiver.GetProperty("status").GetString() == "ok").GetProperty("features");
        Assert.Equal(Names, NamesOf(good));
        Assert.Equal("""{"mean":20,"std":1,"min":19,"max":21,"count":5}""", good.GetProperty("snr_db").GetRawText());
        Assert.Equal(JsonValueKind.Null, good.GetProperty("snr_m2m4_db").ValueKind);
        var bad = receivers.Single(receiver => receiver.GetProperty("status").GetString() == "failed");
        Assert.Equal("too_short", bad.GetProperty("error_code").GetString());
        Assert.Equal(JsonValueKind.Null, bad.GetProperty("features").ValueKind);
    }

    [Fact]
    public async Task Chunks_are_columns_paged_across_blocks()
    {
        var session = await ExtractAsync(chunks: 2_500);
        async Task<JsonElement> Chunks(string query) =>
            (await Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features?detail=chunks{query}")).Expect(200).GetProperty("receivers")[0].GetProperty("chunks");

        var whole = await Chunks("&limit=5000");
        Assert.Equal(["start_sample", "samples", .. Names], NamesOf(whole));
        Assert.Equal(Enumerable.Range(0, 2_500).Select(chunk => chunk * 40_000L), whole.GetProperty("start_sample").EnumerateArray().Select(start => start.GetInt64()));
        Assert.Equal(Enumerable.Range(0, 2_500).Select(chunk => 20.0 + chunk), whole.GetProperty("snr_db").EnumerateArray().Select(value => value.GetDouble()));
        Assert.All(whole.GetProperty("snr_m2m4_db").EnumerateArray(), value => Assert.Equal(JsonValueKind.Null, value.ValueKind));
        Assert.All(whole.GetProperty("samples").EnumerateArray(), samples => Assert.Equal(40_000, samples.GetInt32()));

        Assert.Equal(1_000, (await Chunks("")).GetProperty("samples").GetArrayLength());
        var across = (await Chunks("&from=1020&limit=10")).GetProperty("snr_db").EnumerateArray().Select(value => value.GetDouble());
        Assert.Equal(Enumerable.Range(1_020, 10).Select(chunk => 20.0 + chunk), across);
        Assert.Equal(50, (await Chunks("&from=2450&limit=1000")).GetProperty("samples").GetArrayLength());
        Assert.Equal(0, (await Chunks("&from=2500")).GetProperty("samples").GetArrayLength());
        Assert.Equal(0, (await Chunks("&from=1000000000")).GetProperty("samples").GetArrayLength());
    }

    [Fact]
    public async Task Segments_are_five_chunks_aggregated_and_the_last_one_what_is_left()
    {
        var session = await ExtractAsync(chunks: 2_053);
        async Task<List<JsonElement>> Segments(string query) =>
            [.. (await Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features?detail=segments{query}")).Expect(200).GetProperty("receivers")[0].GetProperty("segments").EnumerateArray()];

        var all = await Segments("");
        Assert.Equal(411, all.Count);
        for (var segment = 0; segment < 410; segment++)
        {
            var snr = all[segment].GetProperty("snr_db");
            Assert.Equal(22.0 + (5 * segment), snr.GetProperty("mean").GetDouble(), 1e-9);
            Assert.Equal(Math.Sqrt(2), snr.GetProperty("std").GetDouble(), 1e-9);
            Assert.Equal(5, snr.GetProperty("count").GetInt64());
        }

        Assert.Equal(3, all[410].GetProperty("snr_db").GetProperty("count").GetInt64());
        Assert.Equal(JsonValueKind.Null, all[0].GetProperty("snr_m2m4_db").ValueKind);
        Assert.Equal(all[203..208].Select(segment => segment.GetRawText()), (await Segments("&from=203&limit=5")).Select(segment => segment.GetRawText()));
        Assert.Empty(await Segments("&from=411"));
    }

    [Theory]
    [InlineData("detail=all", "detail")]
    [InlineData("detail=chunks&from=-1&limit=0", "from", "limit")]
    [InlineData("limit=5001", "limit")]
    [InlineData("wait_seconds=61", "wait_seconds")]
    [InlineData("wait_seconds=-1", "wait_seconds")]
    public async Task A_detail_that_cannot_be_is_refused(string query, params string[] fields)
    {
        var answer = await Api.Admin.GetAsync($"/api/v1/sessions/{Guid.NewGuid()}/features?{query}");
        answer.ExpectProblem(422, "invalid_request");
        Assert.Equal(fields, answer.Fields);
    }

    [Fact]
    public async Task A_measurement_shows_its_receiver_alone()
    {
        var session = await ExtractAsync(chunks: 5, failed: 1);
        var all = (await Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features?detail=chunks")).Expect(200).GetProperty("receivers");
        foreach (var receiver in all.EnumerateArray())
        {
            var id = receiver.GetProperty("measurement_id").GetGuid();
            var alone = (await Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features?detail=chunks&measurement_id={id}")).Expect(200).GetProperty("receivers");
            Assert.Equal(receiver.GetRawText(), Assert.Single(alone.EnumerateArray()).GetRawText());
        }

        var stranger = (await Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features?measurement_id={Guid.NewGuid()}")).Expect(200);
        Assert.Empty(stranger.GetProperty("receivers").EnumerateArray());
    }

    [Fact]
    public async Task Where_every_receiver_failed_the_answer_is_200_and_says_so()
    {
        var session = await ExtractAsync(chunks: 5, failed: 2);
        var features = (await Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features?detail=chunks")).Expect(200);
        Assert.True(features.GetProperty("extraction_failed").GetBoolean());
        Assert.Contains("None of 2 recordings", features.GetProperty("error_message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_there_are_features_the_answer_is_409_with_the_jobs_state()
    {
        var open = await Ledger.StartSessionAsync();
        (await Api.Admin.GetAsync($"/api/v1/sessions/{open.Id}/features")).ExpectProblem(409, "session_not_completed");

        var session = await Ledger.CompleteAsync(open.Id);
        var problem = (await Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features")).ExpectProblem(409, "features_not_ready");
        Assert.Equal("queued", problem.GetProperty("state").GetString());
        Assert.Equal(session.FeatureExtractionTaskId, problem.GetProperty("job_id").GetGuid());
        await Ledger.SettleAsync(await Ledger.ClaimOneAsync());
        (await Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features")).Expect(200);
    }

    [Fact]
    public async Task Who_waits_for_features_is_answered_when_they_are_there()
    {
        var session = await Ledger.CompleteSessionAsync();
        (await Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features?wait_seconds=0.01")).ExpectProblem(409, "features_not_ready");
        var asked = Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features?wait_seconds=60");
        await Ledger.SettleAsync(await Ledger.ClaimOneAsync());
        (await asked).Expect(200);

        var open = await Ledger.StartSessionAsync();
        (await Api.Admin.GetAsync($"/api/v1/sessions/{open.Id}/features?wait_seconds=60")).ExpectProblem(409, "session_not_completed");
    }

    [Fact]
    public async Task Who_waits_is_answered_at_once_when_the_job_has_ended_without_features()
    {
        var session = await Ledger.CompleteSessionAsync();
        var backfill = await QueueByBackfillAsync(session);
        var started = Stopwatch.GetTimestamp();
        var asked = Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features?wait_seconds=60");
        Assert.IsType<BackfillChange.Made>(await new BackfillControl(fixture.Database.Source).CancelAsync(backfill, "tester", CancellationToken.None));

        // Whoever asks meanwhile, and whoever asks afterwards.
        foreach (var answer in new[] { await asked, await Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features?wait_seconds=60") })
        {
            var problem = answer.ExpectProblem(409, "features_not_ready");
            Assert.Equal("cancelled", problem.GetProperty("state").GetString());
            Assert.Equal("cancelled", problem.GetProperty("error_kind").GetString());
            Assert.Equal($"Cancelled with backfill {backfill}", problem.GetProperty("error_message").GetString());
            Assert.Equal(session.FeatureExtractionTaskId, problem.GetProperty("job_id").GetGuid());
            Assert.Contains($"is cancelled (Cancelled with backfill {backfill})", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("program")]
    public async Task Who_waits_for_a_job_that_then_fails_as_a_whole_is_answered_with_the_failure(string errorKind)
    {
        var session = await Ledger.CompleteSessionAsync();
        var job = await Ledger.ClaimOneAsync();
        var started = Stopwatch.GetTimestamp();
        var asked = Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features?wait_seconds=60");
        if (errorKind == "cancelled")
        {
            Assert.IsType<JobCancelOutcome.Cancelled>(await new JobCancellations(fixture.Database.Source).CancelAsync(job.Id, "tester", CancellationToken.None));
        }
        else
        {
            await Ledger.Queue.FailAsync(job, errorKind, "a null where none may be", CancellationToken.None);
        }

        var features = (await asked).Expect(200);
        Assert.True(features.GetProperty("extraction_failed").GetBoolean());
        Assert.Equal(errorKind == "cancelled" ? "Cancelled by tester" : "a null where none may be", features.GetProperty("error_message").GetString());
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task An_unknown_feature_set_is_answered_with_the_known_ones()
    {
        var session = await ExtractAsync(chunks: 5);
        foreach (var query in new[] { "feature_set=rf.magic", "feature_version=99" })
        {
            var problem = (await Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features?{query}")).ExpectProblem(404, "feature_set_not_found");
            Assert.Contains("rf.iq 1", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        (await Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features?feature_set=rf.iq&feature_version=1")).Expect(200);
    }

    private static IEnumerable<string> NamesOf(JsonElement element) => element.EnumerateObject().Select(member => member.Name);

    /// <summary>Makes the session's job one of a planned backfill.</summary>
    private async Task<Guid> QueueByBackfillAsync(Session session)
    {
        var backfill = await new BackfillStore(fixture.Database.Source).CreateAsync(BackfillScenario.Over(), CancellationToken.None);
        await using var connection = await fixture.Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update heimdall.extraction_jobs set backfill_id = @backfill where id = @job", new { backfill = backfill.Id, job = session.FeatureExtractionTaskId });
        return backfill.Id;
    }

    /// <summary>A session of two receivers, extracted to so many chunks each.</summary>
    private async Task<Session> ExtractAsync(int chunks, int failed = 0)
    {
        var session = await Ledger.CompleteSessionAsync();
        var job = await Ledger.ClaimOneAsync();
        Assert.Equal(session.Id, job.RecordingSessionId);
        var result = await Ledger.ResultAsync(session.Id, failed);
        var builder = new ChunkBlockBuilder(Names.Length);
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            builder.Add(chunk * 40_000L, 40_000, [20 + chunk, double.NaN]);
        }

        var blocks = builder.Finish();
        result = result with { Receivers = [.. result.Receivers.Select(receiver => receiver is ReceiverResult.Ok good ? good with { Blocks = blocks } : receiver)] };
        await Ledger.Queue.SettleAsync(job, result, new Dictionary<string, double>(StringComparer.Ordinal), CancellationToken.None);
        return session;
    }
}
