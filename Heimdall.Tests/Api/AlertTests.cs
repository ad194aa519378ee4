using System.Text.Json;
using Heimdall.Ledger.Alerts;

namespace Heimdall.Tests.Api;

/// <summary>Alerts: listed and acknowledged.</summary>
public sealed class AlertTests : IAsyncLifetime
{
    private readonly ApiFixture _fixture = new();

    private RunningApi Api => _fixture.Api;

    private AlertStore Alerts => new(_fixture.Database.Source);

    public Task InitializeAsync() => _fixture.InitializeAsync();

    public Task DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Open_alerts_are_listed_and_all_where_asked()
    {
        await RaiseAsync("job/1", "job/2");
        await RaiseAsync("job/2");
        var open = Assert.Single(await ListAsync(""));
        Assert.Equal(
            ["id", "kind", "subject", "message", "severity", "detail", "raised_at", "last_seen_at", "count", "resolved_at", "acknowledged_at", "acknowledged_by"],
            open.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("job/2", 2), (open.GetProperty("subject").GetString(), open.GetProperty("count").GetInt32()));
        Assert.Equal(2, (await ListAsync("?state=all")).Count);
        Assert.Empty(await ListAsync("?kind=dead_worker"));
        var page = (await Api.Admin.GetAsync("/api/v1/alerts?state=all&limit=1")).Expect(200);
        Assert.Single(await ListAsync($"?state=all&limit=1&cursor={page.GetProperty("next_cursor").GetString()}"));
        (await Api.Admin.GetAsync("/api/v1/alerts?state=gone")).ExpectProblem(422, "invalid_request");
        (await Api.Admin.GetAsync("/api/v1/alerts?kind=dead_workers")).ExpectProblem(422, "invalid_request");
    }

    [Fact]
    public async Task An_operator_acknowledges_and_a_viewer_does_not()
    {
        await RaiseAsync("job/1");
        var id = Assert.Single(await ListAsync("")).GetProperty("id").GetGuid();
        using var viewer = await Api.CreateClientAsync("viewer");
        using var someone = await Api.CreateClientAsync("operator");
        (await viewer.PostAsync($"/api/v1/alerts/{id}/acknowledge")).ExpectProblem(403, "forbidden");
        Assert.Equal(someone.Name, (await someone.PostAsync($"/api/v1/alerts/{id}/acknowledge")).Expect(200).GetProperty("acknowledged_by").GetString());
        Assert.Equal(someone.Name, Assert.Single(await ListAsync("")).GetProperty("acknowledged_by").GetString());
        (await someone.PostAsync($"/api/v1/alerts/{Guid.NewGuid()}/acknowledge")).ExpectProblem(404, "alert_not_found");
    }

    private Task<AlertChanges> RaiseAsync(params string[] subjects) => Alerts.ReconcileAsync(
        AlertKind.StuckExtraction,
        AlertSeverity.Error,
        [.. subjects.Select(subject => new AlertCondition(subject, "no progress", JsonElement.Parse("{}")))],
        CancellationToken.None);

    private async Task<IReadOnlyList<JsonElement>> ListAsync(string query) =>
        [.. (await Api.Admin.GetAsync($"/api/v1/alerts{query}")).Expect(200).GetProperty("items").EnumerateArray()];
}
