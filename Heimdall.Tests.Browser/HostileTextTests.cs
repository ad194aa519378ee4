using Heimdall.Tests.Browser.Running;

namespace Heimdall.Tests.Browser;

/// <summary>Names that somebody chose in the hope that a page runs them.</summary>
public sealed class HostileTextTests(RunningConsole console) : ConsoleTests(console)
{
    private const string Image = "<img src=x onerror=\"window.hacked='image'\">";
    private const string Code = "</title></script><script>window.hacked='script'</script>";
    private const string Drawing = "\"><svg onload=window.hacked='drawing'><a xlink:href=javascript:alert(1)>";

    [BrowserFact]
    public async Task Whatever_a_station_a_session_or_its_notes_contain_is_text_on_every_page()
    {
        var id = Guid.NewGuid().ToString("N")[..8];
        using var mallory = await Console.CreateClientAsync("operator", $"<b onclick=window.hacked=1>mallory {id}</b>");
        var station = await mallory.CreateStationAsync($"{Image} {id}");
        var session = await mallory.CreateSessionAsync($"{Code} {id}", $"{Drawing} {id}");
        var measurement = await mallory.RecordAsync(session, station, Airwaves.Tone(3_000));
        var broken = await mallory.RecordAsync(session, await mallory.CreateStationAsync($"{Drawing} {id}"), Airwaves.TooShort());
        Assert.Equal("completed", await mallory.EndOfJobAsync(await mallory.CompleteAsync(session)));
        var failed = await mallory.CreateSessionAsync($"{Image} failed {id}", Code);
        await mallory.RecordAsync(failed, station, Airwaves.TooShort());
        var failedJob = await mallory.CompleteAsync(failed);
        Assert.Equal("failed", await mallory.EndOfJobAsync(failedJob));

        var visitor = await VisitAsync(mallory, "/");
        await Expect(visitor.Page.Locator("header")).ToContainTextAsync(mallory.Name);
        (string Path, string[] Shown)[] pages =
        [
            ("/", [$"{Image} failed {id}"]),
            ("/stations", [$"{Image} {id}", $"{Drawing} {id}"]),
            ("/sessions", [$"{Code} {id}", mallory.Name]),
            ($"/sessions/{session}", [$"{Code} {id}", $"{Drawing} {id}", $"{Image} {id}"]),
            ($"/sessions/{failed}", [$"{Image} failed {id}"]),
            ($"/measurements/{measurement}", [$"{Image} {id}", $"{Code} {id}"]),
            ($"/measurements/{broken}", [$"{Drawing} {id}"]),
            ("/jobs", []),
            ($"/jobs/{failedJob}", [mallory.Name]),
            ("/backfills", []),
        ];
        foreach (var (path, shown) in pages)
        {
            await visitor.GoAsync(path);
            await visitor.SettleAsync();
            foreach (var text in shown)
            {
                await Expect(visitor.Main).ToContainTextAsync(text);
            }

            Assert.Equal("", await visitor.Page.EvaluateAsync<string>(Script.Read("hostile.js")));
        }
    }
}
