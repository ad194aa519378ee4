using System.Net;
using System.Text.Json;
using Heimdall.LocalHosting.Testing;

namespace Heimdall.Tests.WholePath;

/// <summary>What an operator sees and does without a shell.</summary>
[Collection(WholePathCollection.Name)]
public sealed class OperatorViewTests(HeimdallSystem system)
{
    [Fact]
    public async Task The_api_shows_every_resource_as_the_engine_sees_it()
    {
        var seen = await system.GetAsync("/api/v1/admin/resources");

        var resources = seen.GetProperty("resources").EnumerateArray().ToList();
        Assert.Equal("local", seen.GetProperty("engine").GetString());
        Assert.Equal(["postgres", "heimdall", "rabbitmq", "minio", "api", "extractor"], resources.Select(r => r.GetProperty("name").GetString()));
        Assert.All(resources, r => Assert.Equal("Running", r.GetProperty("state").GetString()));
        Assert.All(resources.Where(r => r.GetProperty("kind").GetString() == "project"), r => Assert.Equal(JsonValueKind.Number, r.GetProperty("processes")[0].GetProperty("process_id").ValueKind));
    }

    [Fact]
    public async Task The_logs_of_a_service_are_there_without_the_key_that_it_was_given()
    {
        var text = (await system.GetAsync("/api/v1/admin/resources/api/logs?lines=2000")).ToString();

        Assert.Contains("http://127.0.0.1:", text, StringComparison.Ordinal);
        Assert.DoesNotContain((await File.ReadAllTextAsync(Path.Combine(system.DataDirectory, "admin.key"))).Trim(), text, StringComparison.Ordinal);
        await system.GetAsync("/api/v1/admin/resources/moon/logs", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_commands_of_the_api_ask_the_api()
    {
        var statistics = await system.App.ResourceCommands.ExecuteCommandAsync("api", "show-statistics");
        var batch = await system.App.ResourceCommands.ExecuteCommandAsync("api", "batch-extract");

        Assert.True(statistics.Success, statistics.Message);
        Assert.True(JsonElement.Parse(statistics.Data!.Value).TryGetProperty("coverage_percent", out _));
        Assert.True(batch.Success, batch.Message);
        Assert.Equal("queued", JsonElement.Parse(batch.Data!.Value).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Connection_strings_and_endpoints_come_by_name()
    {
        Assert.Contains("Database=heimdall", await system.App.GetConnectionStringAsync("heimdall"), StringComparison.Ordinal);
        using var extractor = system.App.CreateHttpClient("extractor");
        using var alive = await extractor.GetAsync("/alive");
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }
}
