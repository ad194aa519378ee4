using System.Text.Json;
using Heimdall.Tests.Browser.Running;

namespace Heimdall.Tests.Browser;

/// <summary>What a recording looks like.</summary>
public sealed class WaterfallTests(RunningConsole console) : ConsoleTests(console)
{
    private const double Seconds = 8;
    private const double ToneHz = 6_000;
    private const double ToneFrom = 2;
    private const double ToneTo = 5;

    [BrowserFact]
    public async Task The_waterfall_is_bright_where_the_tone_is_and_dark_elsewhere()
    {
        var session = await Console.Operator.CreateSessionAsync("A tone that comes and goes");
        var station = await Console.Operator.CreateStationAsync($"tone {session}");
        var measurement = await Console.Operator.RecordAsync(session, station, Airwaves.Tone(ToneHz, Seconds, ToneFrom, ToneTo));
        Assert.Equal("completed", await Console.Operator.EndOfJobAsync(await Console.Operator.CompleteAsync(session)));

        var visitor = await VisitAsync(Console.Viewer, $"/measurements/{measurement}");
        // The picture is made after the features, by a job of its own, and the page waits for it.
        var canvas = visitor.Main.Locator("canvas.waterfall[data-state=ready]");
        await Expect(canvas).ToBeVisibleAsync();
        await visitor.SettleAsync();

        // A tone is a line of a pixel or two; what is dark is dark in most of its pixels.
        async Task<Light> LightAsync(double seconds, double hz) =>
            (await canvas.EvaluateAsync<JsonElement?>(Script.Read("light.js"), new { seconds, hz }))?.Deserialize<Light>(JsonSerializerOptions.Web)
            ?? throw new InvalidOperationException("The picture has no pixels.");
        var tone = (await LightAsync(3.5, ToneHz)).Most;
        Assert.True(tone > 0.5, $"light {tone:0.00} at the tone");
        foreach (var (seconds, hz) in new[] { (1.0, ToneHz), (6.5, ToneHz), (3.5, -ToneHz), (3.5, ToneHz + 6_000), (3.5, ToneHz - 6_000), (7.0, -15_000.0) })
        {
            var dark = (await LightAsync(seconds, hz)).Middle;
            Assert.True(dark < 0.5 * tone, $"light {dark:0.00} at {seconds} s, {hz} Hz; {tone:0.00} at the tone");
        }
    }

    private sealed record Light(double Most, double Middle);
}
