using System.Text.Json;
using Heimdall.Tests.LocalHosting;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Api;

/// <summary>The engine's view through the API, for every engine.</summary>
public sealed class ResourceTests : IAsyncLifetime
{
    private const string State = """
        {"written_at":"2026-08-01T12:00:00Z","resources":[
          {"name":"minio","kind":"minio","state":"Running","healthy":true,"since":"2026-08-01T12:00:00Z","addresses":["file:///data/minio"],"reason":null,
           "replicas":1,"restarts":0,"waits_for":[],"links":[],"processes":[]},
          {"name":"extractor","kind":"project","state":"Running","healthy":false,"since":"2026-08-01T11:59:00Z","addresses":["http://127.0.0.1:1","http://127.0.0.1:2"],
           "reason":"GET /health answers 503","replicas":2,"restarts":3,"waits_for":["api"],"links":[{"text":"Health","url":"http://127.0.0.1:1/health"}],
           "processes":[{"name":"extractor-1","process_id":12,"started_at":"2026-08-01T11:58:00Z","healthy":true,"restarts":0,"address":null,"reason":null},
                        {"name":"extractor-2","process_id":null,"started_at":null,"healthy":false,"restarts":3,"address":null,"reason":"gone"}]}]}
        """;

    private readonly TestDatabase database = new();
    private readonly TemporaryDirectory folder = new();

    public Task InitializeAsync() => database.InitializeAsync();

    public async Task DisposeAsync()
    {
        folder.Dispose();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_viewer_sees_the_resources_and_only_an_admin_their_logs()
    {
        await File.WriteAllTextAsync(folder.File("resources.json"), State);
        await File.WriteAllLinesAsync(folder.File("extractor-1.1.log"), ["one", "two"]);
        await File.WriteAllLinesAsync(folder.File("extractor-1.log"), ["three"]);
        await using var api = await StartAsync("--Resources:Engine=local", $"--Resources:State={folder.File("resources.json")}", $"--Resources:Logs={folder.Path}");
        using var viewer = await api.CreateClientAsync("viewer");

        var seen = (await viewer.GetAsync("/api/v1/admin/resources")).Expect(200);
        var logs = (await api.Admin.GetAsync("/api/v1/admin/resources/extractor/logs?lines=2")).Expect(200);

        Assert.Equal("local", seen.GetProperty("engine").GetString());
        Assert.Equal(
            JsonElement.Parse(State).GetProperty("resources").EnumerateArray().Select(r => JsonSerializer.Serialize(r)),
            seen.GetProperty("resources").EnumerateArray().Select(r => JsonSerializer.Serialize(r)));
        Assert.Equal(["extractor-1:two,three", "extractor-2:"], logs.GetProperty("logs").EnumerateArray().Select(l =>
            $"{l.GetProperty("process").GetString()}:{string.Join(',', l.GetProperty("lines").EnumerateArray().Select(line => line.GetString()))}"));
        Assert.Equal(403, (await viewer.GetAsync("/api/v1/admin/resources/extractor/logs")).Status);
        Assert.Equal(401, (await api.Anonymous.GetAsync("/api/v1/admin/resources")).Status);
        (await api.Admin.GetAsync("/api/v1/admin/resources/extractor/logs?lines=2001")).Expect(422);
        (await api.Admin.GetAsync("/api/v1/admin/resources/..%2Fetc%2Fpasswd/logs")).Expect(404);
        (await api.Admin.GetAsync("/api/v1/admin/resources/extractor-1/logs")).Expect(404);
    }

    [Fact]
    public async Task A_log_longer_than_is_read_begins_with_a_whole_line()
    {
        await File.WriteAllTextAsync(folder.File("resources.json"), State);
        await File.WriteAllLinesAsync(folder.File("extractor-1.log"), Enumerable.Range(0, 40_000).Select(i => $"line {i:D5} {new string('x', 40)}"));
        await using var api = await StartAsync("--Resources:Engine=local", $"--Resources:State={folder.File("resources.json")}", $"--Resources:Logs={folder.Path}");

        var lines = (await api.Admin.GetAsync("/api/v1/admin/resources/extractor/logs?lines=2000")).Expect(200).GetProperty("logs")[0].GetProperty("lines");

        Assert.Equal(2000, lines.GetArrayLength());
        Assert.StartsWith("line 38000 ", lines[0].GetString(), StringComparison.Ordinal);
        Assert.StartsWith("line 39999 ", lines[1999].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_aspire_the_dashboard_has_them()
    {
        await using var api = await StartAsync("--Resources:Engine=aspire", "--Resources:Dashboard=https://localhost:17000");

        var seen = (await api.Admin.GetAsync("/api/v1/admin/resources")).Expect(200);
        var logs = await api.Admin.GetAsync("/api/v1/admin/resources/api/logs");

        Assert.Equal(("aspire", "https://localhost:17000", 0), (seen.GetProperty("engine").GetString(), seen.GetProperty("dashboard_url").GetString(), seen.GetProperty("resources").GetArrayLength()));
        Assert.Contains("dashboard", seen.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("dashboard", logs.Expect(404).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_engine_it_says_so_and_a_state_that_is_not_there_is_503()
    {
        await using var alone = await StartAsync();
        await using var lost = await StartAsync("--Resources:Engine=local", $"--Resources:State={folder.File("absent.json")}");

        Assert.Equal("none", (await alone.Admin.GetAsync("/api/v1/admin/resources")).Expect(200).GetProperty("engine").GetString());
        Assert.Equal("resources_unavailable", (await lost.Admin.GetAsync("/api/v1/admin/resources")).Expect(503).GetProperty("code").GetString());
    }

    private Task<RunningApi> StartAsync(params string[] settings) => RunningApi.StartAsync(database.ConnectionString, settings: settings);
}
