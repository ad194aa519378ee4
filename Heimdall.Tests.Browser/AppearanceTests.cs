using System.Globalization;
using Heimdall.Tests.Browser.Running;
using Xunit.Abstractions;

namespace Heimdall.Tests.Browser;

/// <summary>Every page, as it is seen: in light, in dark and on a phone. Pictures of all of them stay behind.</summary>
public sealed class AppearanceTests(RunningConsole console, ITestOutputHelper output) : ConsoleTests(console)
{
    /// <summary>What the Web Vitals call good.</summary>
    private const double MostShift = 0.1;

    // That there is something to look at: a page with fewer texts shows nothing.
    private const int FewestTexts = 12;

    [BrowserFact]
    public Task In_light_every_text_has_the_contrast_of_aa() => ContrastIsEnoughAsync(WindowOptions.Light);

    [BrowserFact]
    public Task In_dark_every_text_has_the_contrast_of_aa() => ContrastIsEnoughAsync(WindowOptions.Dark);

    [BrowserFact]
    public async Task On_a_phone_no_page_is_wider_than_its_screen() =>
        None(await Console.WalkAsync(WindowOptions.Phone), sight => sight.Overflow > 0, sight => $"{sight.Overflow} px: {string.Join(", ", sight.SticksOut)}");

    [BrowserFact]
    public async Task Nothing_moves_under_the_reader_s_eyes()
    {
        foreach (var window in new[] { WindowOptions.Light, WindowOptions.Phone })
        {
            None(await Console.WalkAsync(window), sight => sight.Shift >= MostShift, sight => string.Create(CultureInfo.InvariantCulture, $"{sight.Shift:0.000} in {window.Name}: {string.Join("; ", sight.Shifts)}"));
        }
    }

    [BrowserFact]
    public async Task Every_time_says_on_hover_what_it_is_in_utc()
    {
        var walk = await Console.WalkAsync(WindowOptions.Light);
        None(walk, sight => sight.WithoutUtc.Count > 0, sight => string.Join(", ", sight.WithoutUtc));
        Assert.All(walk.Sights.Where(sight => sight.Name is "sessions" or "session" or "jobs" or "job"), sight => Assert.True(sight.Times > 0, sight.Name));
    }

    [BrowserFact]
    public async Task Everything_that_can_have_the_focus_and_every_picture_has_a_name() =>
        None(await Console.WalkAsync(WindowOptions.Light), sight => sight.Nameless.Count > 0, sight => string.Join(", ", sight.Nameless));

    [BrowserFact]
    public async Task Pictures_of_all_pages_are_kept()
    {
        foreach (var window in new[] { WindowOptions.Light, WindowOptions.Dark, WindowOptions.Phone })
        {
            var walk = await Console.WalkAsync(window);
            Assert.All(walk.Sights, sight => Assert.True(new FileInfo(Path.Combine(Walk.Folder, $"{sight.Name}-{window.Name}.png")).Length > 5_000, sight.Name));
            foreach (var sight in walk.Sights)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{window.Name} {sight.Name}: content after {sight.ShownMs:0} ms, {sight.Texts} texts, shift {sight.Shift:0.000}"));
            }
        }

        output.WriteLine($"Pictures are in {Walk.Folder}");
        if (ReadmePictures.Folder is { } folder)
        {
            await ReadmePictures.TakeAsync(await VisitAsync(Console.Admin, "/", ReadmePictures.Window), await Console.ExhibitsAsync(), folder);
            output.WriteLine($"The README's are in {folder}");
        }
    }

    private async Task ContrastIsEnoughAsync(WindowOptions window)
    {
        var walk = await Console.WalkAsync(window);
        Assert.All(walk.Sights, sight => Assert.True(sight.Texts >= FewestTexts, $"{sight.Name} has {sight.Texts} texts"));
        None(walk, sight => sight.TooFaint.Count > 0, sight => string.Join(", ", sight.TooFaint));
    }

    private static void None(Walk walk, Func<Sight, bool> isBad, Func<Sight, string> why) =>
        Assert.Empty(walk.Sights.Where(isBad).Select(sight => $"{sight.Name}: {why(sight)}"));
}
