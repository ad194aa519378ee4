using Heimdall.Tests.Extractor;

namespace Heimdall.Tests.Api;

/// <summary>What the API's memory does not grow with. Alone in the process while they run: they look at all of its memory.</summary>
[Collection(MemoryCollection.Name)]
public sealed class UploadMemoryTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const long Mebibyte = 1L << 20;

    private RunningApi Api => fixture.Api;

    [Fact]
    public async Task A_big_upload_needs_little_memory()
    {
        var uploads = $"/api/v1/sessions/{await Api.Admin.CreateSessionAsync()}/measurements";
        var query = $"station_id={await Api.CreateStationAsync()}&sample_rate_hz=200000&datatype=cf32_le";
        await UploadAsync(Mebibyte, $"{uploads}?{query}&recorded_at=2026-08-01T00:00:00Z");
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var most = await UploadAsync(256 * Mebibyte, $"{uploads}?{query}&recorded_at=2026-08-02T00:00:00Z");
        Assert.InRange(most - before, long.MinValue, 64 * Mebibyte);
    }

    /// <summary>The most memory that was in use meanwhile.</summary>
    private async Task<long> UploadAsync(long bytes, string address)
    {
        var most = 0L;
        var content = new StreamContent(new EndlessStream(bytes, () => most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false))), 64 * 1024);
        var measurement = (await Api.Admin.SendAsync(HttpMethod.Post, address, content)).Expect(201);
        Assert.Equal(bytes, measurement.GetProperty("iq_bytes").GetInt64());
        return most;
    }
}
