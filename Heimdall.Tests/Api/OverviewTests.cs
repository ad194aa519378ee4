using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Heimdall.Tests.Api;

/// <summary>What the console shows at a glance, once and as it changes.</summary>
public sealed class OverviewTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private RunningApi Api => fixture.Api;

    [Fact]
    public async Task The_overview_counts_what_waits_and_names_what_it_stands_on()
    {
        await fixture.Ledger.CompleteSessionAsync();
        using var viewer = await Api.CreateClientAsync("viewer");
        var overview = await UntilAsync(viewer, seen => seen.GetProperty("backlog").GetProperty("live").GetProperty("queued").GetInt64() >= 1);
        var coverage = Assert.Single(overview.GetProperty("coverage").EnumerateArray());
        Assert.Equal(("rf.iq", 1), (coverage.GetProperty("feature_set").GetString(), coverage.GetProperty("feature_version").GetInt32()));
        Assert.True(coverage.GetProperty("recordings").GetProperty("queued").GetInt64() >= 1);
        Assert.Equal("healthy", overview.GetProperty("health").GetProperty("PostgreSql").GetString());
        Assert.Equal(0, overview.GetProperty("dead_letters").GetInt64());
    }

    [Fact]
    public async Task The_stream_tells_of_a_new_session_by_itself()
    {
        using var http = new HttpClient { BaseAddress = Api.Address };
        http.DefaultRequestHeaders.Add("X-Api-Key", RunningApi.AdminKey);
        using var end = new CancellationTokenSource(Deadline);
        using var answer = await http.GetAsync("/api/v1/overview/events", HttpCompletionOption.ResponseHeadersRead, end.Token);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);

        var before = -1L;
        await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync(end.Token)).EnumerateAsync(end.Token))
        {
            Assert.Equal("overview", item.EventType);
            var recordings = JsonElement.Parse(item.Data).GetProperty("coverage")[0].GetProperty("recordings").EnumerateObject().Sum(state => state.Value.GetInt64());
            if (before < 0)
            {
                before = recordings;
                await fixture.Ledger.CompleteSessionAsync();
            }
            else if (recordings > before)
            {
                return;
            }
        }

        Assert.Fail("The stream ended before it told of the session.");
    }

    private static async Task<JsonElement> UntilAsync(ApiClient client, Func<JsonElement, bool> condition)
    {
        var latest = default(JsonElement);
        await Heimdall.Tests.Servers.Eventually.HoldsAsync(
            async () => condition(latest = (await client.GetAsync("/api/v1/overview")).Expect(200)), Deadline, () => latest.ToString());
        return latest;
    }
}
