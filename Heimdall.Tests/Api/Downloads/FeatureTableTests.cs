using System.Globalization;
using System.Text.Json;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Measurements;
using Heimdall.Ledger.Sessions;
using Heimdall.Ledger.Stations;
using Heimdall.Tests.Ledger;

namespace Heimdall.Tests.Api.Downloads;

/// <summary>Features as a table.</summary>
public sealed class FeatureTableTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private const int Chunks = 2_203;
    private const string HostileName = "=HYPERLINK(\"http://evil\", \"a,b\")\nnext";

    private static readonly string[] Names = ["snr_db", "snr_m2m4_db"];

    private RunningApi Api => fixture.Api;

    public Task InitializeAsync() => new FeatureSetStore(fixture.Database.Source).RegisterAsync(new(LedgerScenario.RfIq, Names, "live", 0), CancellationToken.None);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_row_a_receiver_says_what_the_JSON_says_and_runs_no_formula()
    {
        var session = await ExtractAsync();
        var answer = await Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features.csv");
        answer.Expect(200);
        Assert.Equal("text/csv; charset=utf-8; header=present", answer.Headers["Content-Type"]);
        Assert.Equal($"attachment; filename=\"{session.Id}-receivers.csv\"", answer.Headers["Content-Disposition"]);
        var rows = Csv.Parse(answer.Text);
        Assert.Equal(3, rows.Count);
        Assert.All(rows, row => Assert.Equal(9 + (2 * 5), row.Count));
        Assert.Equal(["session_id", "measurement_id", "station_id", "station_name"], rows[0].Take(4));

        var shown = (await Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features")).Expect(200).GetProperty("receivers").EnumerateArray().ToList();
        foreach (var (row, receiver) in rows.Skip(1).Zip(shown))
        {
            Assert.Equal(receiver.GetProperty("measurement_id").GetString(), row[1]);
            Assert.Equal(receiver.GetProperty("status").GetString(), row[6]);
            Assert.Equal(receiver.GetProperty("error_code").GetString() ?? "", row[7]);
            Assert.Equal("", row[14]);
            if (receiver.GetProperty("features").ValueKind == JsonValueKind.Object)
            {
                Assert.Equal(receiver.GetProperty("features").GetProperty("snr_db").GetProperty("mean").GetDouble(), Number(row[9]));
            }
        }

        // It would be one to a spreadsheet without the apostrophe before it.
        Assert.Contains(rows, row => row[3].StartsWith($"'{HostileName}", StringComparison.Ordinal));
        Assert.DoesNotContain(rows.SelectMany(row => row), cell => cell.StartsWith('='));
    }

    [Theory]
    [InlineData("chunks", 1, Chunks)]
    [InlineData("segments", 5, 441)]
    public async Task A_row_a_chunk_or_segment_is_paged_through_to_the_end(string detail, int chunksEach, int expected)
    {
        var session = await ExtractAsync();
        var rows = Csv.Parse((await Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features.csv?detail={detail}")).Text);
        Assert.Equal(1 + expected, rows.Count);
        Assert.Equal(Enumerable.Range(0, expected).Select(n => $"{n}"), rows.Skip(1).Select(row => row[9]));
        Assert.Equal("", rows[^1][^1]);
        Assert.Equal(chunksEach == 1 ? 20 + 1001 : 20 + (200.0 * 5) + 2, Number(rows[chunksEach == 1 ? 1002 : 201][chunksEach == 1 ? 12 : 10]));

        var part = Csv.Parse((await Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features.csv?detail={detail}&from=7&limit=3")).Text);
        Assert.Equal(rows.Skip(8).Take(3), part.Skip(1));
    }

    [Fact]
    public async Task What_cannot_be_shown_says_why()
    {
        var queued = await fixture.Ledger.CompleteSessionAsync();
        (await Api.Admin.GetAsync($"/api/v1/sessions/{queued.Id}/features.csv")).ExpectProblem(409, "features_not_ready");
        (await Api.Admin.GetAsync($"/api/v1/sessions/{Guid.NewGuid()}/features.csv")).ExpectProblem(404, "session_not_found");
        var bad = await Api.Admin.GetAsync($"/api/v1/sessions/{queued.Id}/features.csv?detail=all&limit=0");
        bad.ExpectProblem(422, "invalid_request");
        Assert.Equal(["detail", "limit"], bad.Fields);
        await new JobCancellations(fixture.Database.Source).CancelAsync(Assert.NotNull(queued.FeatureExtractionTaskId), "bob", CancellationToken.None);
    }

    /// <summary>A receiver of a hostile name with many chunks, and one that failed.</summary>
    private async Task<Session> ExtractAsync()
    {
        var ledger = fixture.Ledger;
        var session = await ledger.StartSessionAsync(receivers: 1);
        var hostile = await ledger.Stations.CreateAsync(new NewStation($"{HostileName} {Guid.NewGuid():N}", null, -45, 7, null, null, 2), CancellationToken.None);
        Assert.IsType<RecordingOutcome.Recorded>(await ledger.RecordAsync(session.Id, hostile.Id));
        await ledger.CompleteAsync(session.Id);
        var job = await ledger.ClaimOneAsync();
        var recordings = await ledger.Measurements.ListAsync(session.Id, CancellationToken.None);
        var result = await ledger.ResultAsync(session.Id);
        var builder = new ChunkBlockBuilder(features: 2);
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            builder.Add(chunk * 40_000L, 40_000, [20 + chunk, double.NaN]);
        }

        var blocks = builder.Finish();
        await ledger.Queue.SettleAsync(
            job,
            result with
            {
                Receivers =
                [
                    .. result.Receivers.Select(receiver => receiver.MeasurementId == recordings.Single(one => one.WebsdrStationId == hostile.Id).Id
                        ? (ReceiverResult)((ReceiverResult.Ok)receiver with { Blocks = blocks })
                        : new ReceiverResult.Failed(receiver.MeasurementId, 1, "truncated", "too \"few\", samples")),
                ],
            },
            new Dictionary<string, double>(),
            CancellationToken.None);
        return session;
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
