using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Heimdall.Extractor.Queue;
using Heimdall.Ledger.Objects;
using Heimdall.Tests.Extractor;
using Heimdall.Tests.Extractor.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heimdall.Tests.Api;

/// <summary>From an upload to the tiles, through the API and a worker as they run.</summary>
public sealed class WaterfallTests : IAsyncLifetime
{
    private const double SampleRateHz = 12_000;

    private readonly ApiFixture _fixture = new();
    private IObjectStore? _store;
    private TestWorker? _worker;

    private RunningApi Api => _fixture.Api;

    private TestWorker Worker => _worker ?? throw new InvalidOperationException("There is no worker yet.");

    public async Task InitializeAsync()
    {
        await _fixture.InitializeAsync();
        _store = ObjectStore.Open($"Endpoint=file://{Api.Objects}", new ObjectStoreOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        _worker = new TestWorker(_fixture.Database.Source, _store, featureSets: "rf.iq,rf.waterfall");
        await Worker.Get<LedgerStart>().RunOnceAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await Worker.DisposeAsync();
        _store?.Dispose();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task A_recording_becomes_a_picture_that_can_be_panned_and_zoomed()
    {
        // A minute and a half: more rows than a tile has.
        var content = Int16(SyntheticSignal.Tone(1_080_000, 0.5, 100.0 / 512));
        var (session, id) = await RecordAsync(content);
        AssertMissing(await Api.Admin.GetAsync($"/api/v1/measurements/{id}/waterfall"), "missing");

        (await Api.Admin.PostAsync($"/api/v1/sessions/{session}/complete")).Expect(200);
        var job = AssertMissing(await Api.Admin.GetAsync($"/api/v1/measurements/{id}/waterfall"), "queued").GetGuid();
        Assert.Equal("rf.waterfall", (await Api.Admin.GetAsync($"/api/v1/jobs/{job}")).Expect(200).GetProperty("feature_set").GetString());
        Assert.Equal(2, await Worker.WorkOffAllAsync());

        var viewer = await Api.CreateClientAsync("viewer");
        var picture = (await viewer.GetAsync($"/api/v1/measurements/{id}/waterfall")).Expect(200);
        Assert.Equal(
            ["measurement_id", "iq_sha256", "datatype", "sample_rate_hz", "frequency_hz", "duration_seconds", "samples", "bins", "tile_rows", "row_samples",
                "value_offset_db", "value_step_db", "levels", "mean_psd_db", "max_psd_db", "chunk_samples", "chunks", "made_at"],
            picture.EnumerateObject().Select(member => member.Name));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), picture.GetProperty("iq_sha256").GetString());
        Assert.Equal((90.0, 1_080_000, 145_675_000L), (picture.GetProperty("duration_seconds").GetDouble(), picture.GetProperty("samples").GetInt32(), picture.GetProperty("frequency_hz").GetInt64()));
        Assert.Equal((-150.0, 0.6), (picture.GetProperty("value_offset_db").GetDouble(), picture.GetProperty("value_step_db").GetDouble()));
        Assert.Equal(
            ["0 2109 5", "1 1055 3", "2 528 2", "3 264 1"],
            picture.GetProperty("levels").EnumerateArray().Select(level => $"{level.GetProperty("level")} {level.GetProperty("rows")} {level.GetProperty("tiles")}"));
        Assert.Equal(512 / SampleRateHz, picture.GetProperty("levels")[0].GetProperty("row_seconds").GetDouble(), 1e-12);
        Assert.Equal(
            (20 * Math.Log10(0.5)) - (10 * Math.Log10(1.5 * SampleRateHz / 512)), picture.GetProperty("mean_psd_db")[256 + 100].GetDouble(), 0.02);

        foreach (var level in picture.GetProperty("levels").EnumerateArray())
        {
            for (var index = 0; index < level.GetProperty("tiles").GetInt32(); index++)
            {
                using var tile = await GetTileAsync(id, level.GetProperty("level").GetInt32(), index);
                var values = await tile.Content.ReadAsByteArrayAsync();
                Assert.Equal(Math.Min(512, level.GetProperty("rows").GetInt32() - (512 * index)) * 512, values.Length);
                Assert.All(Enumerable.Range(0, values.Length / 512), row => Assert.Equal(356, Array.IndexOf(values, values.AsSpan(512 * row, 512).ToArray().Max(), 512 * row) - (512 * row)));
            }
        }
    }

    [Fact]
    public async Task A_tile_may_be_kept_for_ever_and_nothing_else_may()
    {
        var id = await MakeAsync(Int16(SyntheticSignal.Noise(60_000, 0.01, seed: 1)));
        using var tile = await GetTileAsync(id, 0, 0);
        Assert.Equal("application/octet-stream", tile.Content.Headers.ContentType?.MediaType);
        Assert.True(tile.Headers.CacheControl is { Private: true, NoStore: false, MaxAge.TotalDays: 365 });
        Assert.Contains("immutable", tile.Headers.CacheControl.ToString(), StringComparison.Ordinal);
        using var again = await GetTileAsync(id, 0, 0, tile.Headers.ETag);
        Assert.Equal((HttpStatusCode.NotModified, 0), (again.StatusCode, (await again.Content.ReadAsByteArrayAsync()).Length));

        foreach (var path in new[] { "", "/chunks/0", "/tiles/0/1" })
        {
            Assert.Equal("no-store", (await Api.Admin.GetAsync($"/api/v1/measurements/{id}/waterfall{path}")).Headers["Cache-Control"]);
        }
    }

    [Fact]
    public async Task A_chunk_shows_its_spectrum_envelope_and_constellation()
    {
        var id = await MakeAsync(Int16(SyntheticSignal.Tone(60_000, 0.5, 100.0 / 512)));
        var chunk = (await Api.Admin.GetAsync($"/api/v1/measurements/{id}/waterfall/chunks/3")).Expect(200);
        Assert.Equal((3, 7200, 2400), (chunk.GetProperty("chunk").GetInt32(), chunk.GetProperty("start_sample").GetInt32(), chunk.GetProperty("samples").GetInt32()));
        var psd = Numbers(chunk.GetProperty("psd_db"));
        Assert.Equal(356, Array.IndexOf(psd, psd.Max()));
        Assert.Equal((256, 256), (Numbers(chunk.GetProperty("envelope").GetProperty("min")).Length, Numbers(chunk.GetProperty("envelope").GetProperty("max")).Length));
        Assert.All(Numbers(chunk.GetProperty("envelope").GetProperty("max")), amplitude => Assert.Equal(0.5, amplitude, 1e-4));
        var (i, q) = (Numbers(chunk.GetProperty("constellation").GetProperty("i")), Numbers(chunk.GetProperty("constellation").GetProperty("q")));
        Assert.Equal((512, 512), (i.Length, q.Length));
        Assert.All(i.Zip(q), point => Assert.Equal(0.5, Math.Sqrt((point.First * point.First) + (point.Second * point.Second)), 1e-4));
    }

    [Fact]
    public async Task What_is_not_there_is_told_apart()
    {
        var unknown = await Api.Admin.GetAsync($"/api/v1/measurements/{Guid.NewGuid()}/waterfall");
        Assert.Equal((404, "unknown_measurement"), (unknown.Status, unknown.Body.GetProperty("code").GetString()));
        Assert.Equal(401, (await Api.Anonymous.GetAsync($"/api/v1/measurements/{Guid.NewGuid()}/waterfall")).Status);

        var id = await MakeAsync(Int16(SyntheticSignal.Noise(60_000, 0.01, seed: 2)));
        foreach (var outside in new[] { "tiles/0/1", "tiles/1/0", "tiles/-1/0", "tiles/0/-1", "tiles/2147483647/2147483647", "chunks/25", "chunks/-1", "chunks/2147483647" })
        {
            Assert.Equal(404, (await Api.Admin.GetAsync($"/api/v1/measurements/{id}/waterfall/{outside}")).Status);
        }

        var bad = SyntheticSignal.Noise(60_000, 0.01, seed: 3);
        bad[999] = float.NaN;
        id = await MakeAsync(MemoryMarshal.AsBytes<float>(bad).ToArray(), "cf32_le");
        foreach (var path in new[] { "", "/tiles/0/0", "/chunks/0" })
        {
            var failed = await Api.Admin.GetAsync($"/api/v1/measurements/{id}/waterfall{path}");
            AssertMissing(failed, "failed");
            Assert.Equal("not_finite", failed.Body.GetProperty("error_code").GetString());
            Assert.Contains("Invalid IQ data format", failed.Body.GetProperty("error_message").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_picture_that_somebody_removed_is_made_anew_on_demand()
    {
        var (session, id) = await RecordAsync(Int16(SyntheticSignal.Noise(60_000, 0.01, seed: 4)));
        (await Api.Admin.PostAsync($"/api/v1/sessions/{session}/complete")).Expect(200);
        await Worker.WorkOffAllAsync();
        Directory.Delete(Directory.GetDirectories(Api.Objects, "rf.waterfall", SearchOption.AllDirectories).Single(), recursive: true);
        AssertMissing(await Api.Admin.GetAsync($"/api/v1/measurements/{id}/waterfall"), "missing");

        (await Api.Admin.PostAsync($"/api/v1/sessions/{session}/extract", new { feature_set = "rf.waterfall" })).Expect(200);
        var job = (await Api.Admin.PostAsync($"/api/v1/sessions/{session}/extract", new { feature_set = "rf.waterfall", force = true, reason = "the disk was lost" })).Expect(202);
        Assert.Equal("live", job.GetProperty("lane").GetString());
        Assert.Equal(1, await Worker.WorkOffAllAsync());
        (await Api.Admin.GetAsync($"/api/v1/measurements/{id}/waterfall")).Expect(200);
    }

    private static JsonElement AssertMissing(Answer answer, string state)
    {
        Assert.Equal((404, "waterfall_missing"), (answer.Status, answer.Body.GetProperty("code").GetString()));
        Assert.Equal(state, answer.Body.GetProperty("state").GetString());
        return answer.Body.GetProperty("job_id");
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    private static byte[] Int16(float[] iq) => MemoryMarshal.AsBytes<short>(iq.Select(value => (short)Math.Round(value * 32767)).ToArray()).ToArray();

    private async Task<Guid> MakeAsync(byte[] content, string datatype = "ci16_le")
    {
        var (session, id) = await RecordAsync(content, datatype);
        (await Api.Admin.PostAsync($"/api/v1/sessions/{session}/complete")).Expect(200);
        await Worker.WorkOffAllAsync();
        return id;
    }

    private async Task<(Guid Session, Guid Measurement)> RecordAsync(byte[] content, string datatype = "ci16_le")
    {
        var session = await Api.Admin.CreateSessionAsync();
        var station = await Api.CreateStationAsync();
        var uploaded = await Api.Admin.UploadAsync(session, $"station_id={station}&sample_rate_hz={SampleRateHz}&datatype={datatype}", content);
        return (session, uploaded.Expect(201).GetProperty("id").GetGuid());
    }

    private async Task<HttpResponseMessage> GetTileAsync(Guid id, int level, int index, EntityTagHeaderValue? known = null)
    {
        using var http = new HttpClient { BaseAddress = Api.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/measurements/{id}/waterfall/tiles/{level}/{index}");
        request.Headers.Add("X-Api-Key", RunningApi.AdminKey);
        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(known);
        }

        var response = await http.SendAsync(request);
        await response.Content.LoadIntoBufferAsync();
        return response;
    }
}
