using System.Globalization;
using Heimdall.Tests.Browser.Running;
using Heimdall.Tests.Scenarios;

namespace Heimdall.Tests.Browser;

/// <summary>Pages that follow what happens.</summary>
public sealed class LiveTests(RunningConsole console) : ConsoleTests(console)
{
    [BrowserFact]
    public async Task A_recording_shows_up_on_the_overview_and_on_its_session_while_one_looks()
    {
        await Console.ExhibitsAsync();
        var session = await Console.Operator.CreateSessionAsync("A session that is looked at");
        foreach (var (name, samples) in new[] { ("near", Airwaves.Tone(4_000)), ("far", Airwaves.Tone(4_000, amplitude: 0.02)), ("deaf", Airwaves.Noise()) })
        {
            await Console.Operator.RecordAsync(session, await Console.Operator.CreateStationAsync($"{name} {session}"), samples);
        }

        var overview = await VisitAsync(Console.Viewer, "/");
        var page = await VisitAsync(Console.Viewer, $"/sessions/{session}");
        await Expect(page.Main).ToContainTextAsync("in progress");
        var before = await DoneAsync();
        await Expect(Done(overview)).ToHaveTextAsync(Written(before));
        await overview.MarkAsync();
        await page.MarkAsync();

        Assert.Equal("completed", await Console.Operator.EndOfJobAsync(await Console.Operator.CompleteAsync(session)));

        await Expect(page.Main).ToContainTextAsync("Heard by 2 of 3 receivers");
        var after = await DoneAsync();
        Assert.Equal(before + 1, after);
        await Expect(Done(overview)).ToHaveTextAsync(Written(after));
        Assert.True(await overview.IsMarkedAsync());
        Assert.True(await page.IsMarkedAsync());
    }

    [BrowserFact]
    public async Task Without_its_connection_the_overview_says_that_it_is_old_and_catches_up_by_itself()
    {
        await Console.ExhibitsAsync();
        await using var network = new StallingProxy(Console.Address.Port);
        var visitor = await VisitAsync(Console.Viewer, "/", address: new Uri($"http://127.0.0.1:{network.Port}"));
        visitor.LosesConnections = true;
        await Expect(visitor.Page.Locator(".live")).ToHaveTextAsync("Live");
        await visitor.MarkAsync();

        await network.GoDownAsync();
        await Expect(visitor.Page.Locator(".live")).ToContainTextAsync("Disconnected");
        var session = await Console.Operator.CreateSessionAsync("What nobody was told of");
        await Console.Operator.RecordAsync(session, await Console.Operator.CreateStationAsync($"unseen {session}"), Airwaves.Tone(1_000));
        Assert.Equal("completed", await Console.Operator.EndOfJobAsync(await Console.Operator.CompleteAsync(session)));
        var done = await DoneAsync();
        await Expect(Done(visitor)).Not.ToHaveTextAsync(Written(done));

        network.ComeBack();
        await Expect(visitor.Page.Locator(".live")).ToHaveTextAsync("Live");
        await Expect(Done(visitor)).ToHaveTextAsync(Written(done));
        Assert.True(await visitor.IsMarkedAsync());
    }

    [BrowserFact]
    public async Task When_the_api_dies_the_page_says_so_and_goes_on_with_the_next_one()
    {
        await Console.ExhibitsAsync();
        var visitor = await VisitAsync(Console.Viewer, "/");
        visitor.LosesConnections = true;
        await Expect(visitor.Page.Locator(".live")).ToHaveTextAsync("Live");
        await visitor.MarkAsync();

        await Console.KillApiAsync(whileGone: () => Expect(visitor.Page.Locator(".live")).ToContainTextAsync("Disconnected"));

        await Expect(visitor.Page.Locator(".live")).ToHaveTextAsync("Live");
        var session = await Console.Operator.CreateSessionAsync("After the restart");
        await Console.Operator.RecordAsync(session, await Console.Operator.CreateStationAsync($"after {session}"), Airwaves.Tone(1_000));
        Assert.Equal("completed", await Console.Operator.EndOfJobAsync(await Console.Operator.CompleteAsync(session)));
        await Expect(Done(visitor)).ToHaveTextAsync(Written(await DoneAsync()));
        Assert.True(await visitor.IsMarkedAsync());
    }

    /// <summary>The overview's number of recordings with rf.iq.</summary>
    private static ILocator Done(Visitor visitor) =>
        visitor.Main.Locator("section", new() { Has = visitor.Page.Locator("h2, h3", new() { HasTextString = "rf.iq" }) }).Last
            .Locator("li", new() { HasTextString = "done" }).Locator("strong");

    private static string Written(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private async Task<long> DoneAsync() =>
        (await Console.Viewer.GetAsync("/api/v1/admin/features/stats")).Expect(200).GetProperty("recordings_with_features").GetInt64();
}
