using System.Text.Json;
using Dapper;
using Heimdall.LocalHosting.Testing;
using Heimdall.Tests.Browser.Running;
using Npgsql;

namespace Heimdall.Tests.Browser;

/// <summary>A job that failed, and who may do something about it.</summary>
public sealed class JobTests(RunningConsole console) : ConsoleTests(console)
{
    [BrowserFact]
    public async Task An_operator_retries_a_failed_job_and_sees_it_succeed()
    {
        var session = await Console.Operator.CreateSessionAsync("A recording that went astray");
        var measurement = await Console.Operator.RecordAsync(session, await Console.Operator.CreateStationAsync($"astray {session}"), Airwaves.Tone(2_000));
        var stored = Assert.Single(Directory.GetFiles(Path.Combine(Console.Backend.DataDirectory, "minio"), $"*{measurement}*", SearchOption.AllDirectories));
        var astray = stored + ".astray";
        File.Move(stored, astray);
        var job = await Console.Operator.CompleteAsync(session);
        Assert.Equal("failed", await Console.Operator.EndOfJobAsync(job));

        var visitor = await VisitAsync(Console.Operator, $"/jobs/{job}");
        await Expect(visitor.Main.GetByRole(AriaRole.Alert)).ToContainTextAsync("IQ file not found");
        File.Move(astray, stored);
        await visitor.MarkAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Retry", Exact = true }).ClickAsync();

        await Expect(visitor.Page.GetByText("A new job is queued.")).ToBeVisibleAsync();
        await Expect(visitor.Main.Locator(".state").First).ToHaveTextAsync("completed");
        Assert.DoesNotContain(job.ToString(), visitor.Page.Url, StringComparison.Ordinal);
        await Expect(visitor.Main.Locator($"a[href='/jobs/{job}']")).ToBeVisibleAsync();
        await visitor.Main.Locator($"a[href='/sessions/{session}']").First.ClickAsync();
        await Expect(visitor.Main).ToContainTextAsync("Heard by 1 of 1 receivers");
        Assert.True(await visitor.IsMarkedAsync());
    }

    [BrowserFact]
    public async Task An_operator_runs_now_what_waits_for_its_next_attempt()
    {
        var session = await Console.Operator.CreateSessionAsync("A recording that waits");
        await Console.Operator.RecordAsync(session, await Console.Operator.CreateStationAsync($"waits {session}"), Airwaves.Tone(2_000));
        var job = await TryOnceAsync(session);

        var visitor = await VisitAsync(Console.Operator, $"/jobs/{job}");
        await Expect(visitor.Main).ToContainTextAsync("Not before");
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Retry", Exact = true })).ToHaveCountAsync(0);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Run now", Exact = true }).ClickAsync();

        await Expect(visitor.Page.GetByText("It is due: the next free worker takes it.")).ToBeVisibleAsync();
        await Expect(visitor.Main.Locator(".state").First).ToHaveTextAsync("completed");
        Assert.EndsWith($"/jobs/{job}", visitor.Page.Url, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task An_operator_runs_now_all_that_wait_after_a_preview()
    {
        var session = await Console.Operator.CreateSessionAsync("A recording that waits with others");
        await Console.Operator.RecordAsync(session, await Console.Operator.CreateStationAsync($"waits too {session}"), Airwaves.Tone(2_000));
        var job = await TryOnceAsync(session);

        var visitor = await VisitAsync(Console.Operator, $"/jobs?status=queued&session_id={session}");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Run now all that wait" }).ClickAsync();
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("1 job matches");
        await Expect(dialog).ToContainTextAsync("Not before");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Run now (1)" }).ClickAsync();

        await Expect(visitor.Page.GetByText("1 of 1 due: the next free workers take them.")).ToBeVisibleAsync();
        Assert.Equal("completed", await Console.Operator.EndOfJobAsync(job));
    }

    [BrowserFact]
    public async Task A_viewer_sees_why_it_failed_and_neither_the_page_nor_the_api_lets_them_act()
    {
        var exhibits = await Console.ExhibitsAsync();
        var visitor = await VisitAsync(Console.Viewer, $"/jobs/{exhibits.FailedJob}");
        await Expect(visitor.Main.GetByRole(AriaRole.Alert)).ToContainTextAsync("data:");
        foreach (var path in new[] { $"/jobs/{exhibits.FailedJob}", "/jobs?status=failed", $"/sessions/{exhibits.FailedSession}", $"/sessions/{exhibits.Session}", "/", $"/backfills/{exhibits.Backfill}" })
        {
            await visitor.GoAsync(path);
            await visitor.SettleAsync();
            var buttons = await visitor.Main.GetByRole(AriaRole.Button).AllInnerTextsAsync();
            Assert.DoesNotContain(buttons, text => text.Contains("Retry", StringComparison.Ordinal) || text.Contains("Cancel", StringComparison.Ordinal)
                || text.StartsWith("Start", StringComparison.Ordinal) || text.StartsWith("Extract", StringComparison.Ordinal));
        }

        foreach (var path in new[] { $"jobs/{exhibits.FailedJob}/retry", $"sessions/{exhibits.FailedSession}/extract", $"admin/backfills/{exhibits.Backfill}/start" })
        {
            var answer = await visitor.Page.EvaluateAsync<JsonElement>(
                "path => fetch(`/api/v1/${path}`, { method: 'POST', headers: { 'X-Heimdall-Console': '1', 'Content-Type': 'application/json' }, body: '{}' }).then(async answer => ({ status: answer.status, body: await answer.json() }))", path);
            Assert.Equal((403, "forbidden"), (answer.GetProperty("status").GetInt32(), answer.GetProperty("body").GetProperty("code").GetString()));
        }
    }

    /// <summary>Completes the session with a job whose first attempt was in vain, and that waits for an hour.</summary>
    private async Task<Guid> TryOnceAsync(Guid session)
    {
        await using var database = new NpgsqlConnection(await Console.Backend.App.GetConnectionStringAsync("heimdall"));
        return await database.ExecuteScalarAsync<Guid>(
            """
            with completed as (
              update heimdall.recording_sessions set status = 'completed', session_end = now() where id = @session returning id, session_start
            ), covered as (
              insert into heimdall.coverage (recording_session_id, feature_set, feature_version, state, session_start, measurements)
              select id, 'rf.iq', 1, 'queued', session_start, 1 from completed
            )
            insert into heimdall.extraction_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, lane, attempt, not_before, requested_by)
            select heimdall.uuid_v7(), 'session', id, id, 'rf.iq', 1, 'live', 1, now() + interval '1 hour', 'tester' from completed
            returning id;
            """,
            new { session });
    }
}
