using Dapper;
using Heimdall.LocalHosting.Testing;
using Heimdall.Tests.Browser.Running;
using Npgsql;

namespace Heimdall.Tests.Browser;

/// <summary>Extracting what is old, from the page.</summary>
public sealed class BackfillTests(RunningConsole console) : ConsoleTests(console)
{
    [BrowserFact]
    public async Task An_admin_plans_a_backfill_starts_it_and_sees_it_end()
    {
        var station = await Console.Operator.CreateStationAsync($"An old station {Guid.NewGuid():N}");
        var session = await Console.Operator.CreateSessionAsync("A session from before");
        await Console.Operator.RecordAsync(session, station, Airwaves.Tone(1_500));
        var visitor = await VisitAsync(Console.Admin, "/backfills");
        var form = visitor.Main.Locator("form", new() { Has = visitor.Page.Locator("[name=batch_size]") });
        await BecomeOldAsync(session);
        await visitor.Page.GetByText("Plan a backfill").ClickAsync();
        await form.GetByLabel("Feature set").SelectOptionAsync("rf.iq");
        await form.GetByLabel("Station").SelectOptionAsync(station.ToString());
        await form.GetByRole(AriaRole.Button, new() { Name = "Dry run" }).ClickAsync();
        await Expect(form.Locator(".figures div", new() { HasTextString = "Sessions" })).ToContainTextAsync("1");
        await form.GetByRole(AriaRole.Button, new() { Name = "Plan it" }).ClickAsync();

        await Expect(visitor.Main.Locator(".state").First).ToHaveTextAsync("planned");
        await visitor.MarkAsync();
        await visitor.Main.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await Expect(visitor.Page.GetByText("It is started.")).ToBeVisibleAsync();
        await Expect(visitor.Main.Locator(".state").First).ToHaveTextAsync("completed");
        await Expect(visitor.Main).ToContainTextAsync("100.0");
        Assert.True(await visitor.IsMarkedAsync());

        (await Console.Viewer.GetAsync($"/api/v1/sessions/{session}/features")).Expect(200);
    }

    /// <summary>Completes the session as one from before the feature sets: it lacks them, and no job is queued for it.</summary>
    private async Task BecomeOldAsync(Guid session)
    {
        await using var database = new NpgsqlConnection(await Console.Backend.App.GetConnectionStringAsync("heimdall"));
        await database.ExecuteAsync(
            """
            with old as (
              update heimdall.recording_sessions set status = 'completed', session_end = now() where id = @session returning id, session_start
            )
            insert into heimdall.coverage (recording_session_id, feature_set, feature_version, state, session_start, measurements)
            select id, feature_set, feature_version, 'missing', session_start, 1 from old cross join heimdall.feature_sets;
            """,
            new { session });
    }
}
