using System.Diagnostics;

namespace Heimdall.Tests.Browser.Running;

/// <summary>One look at every page in one kind of window, and what was seen there.</summary>
/// <param name="Window">The kind of window.</param>
/// <param name="Sights">Page by page.</param>
internal sealed record Walk(WindowOptions Window, IReadOnlyList<Sight> Sights)
{
    /// <summary>Where screenshots are kept; not a part of the project.</summary>
    public static readonly string Folder = Path.Combine(Repository.Root, "TestResults", "screenshots");

    public static async Task<Walk> TakeAsync(Visitor visitor, WindowOptions window, Exhibits exhibits)
    {
        Directory.CreateDirectory(Folder);
        var sights = new List<Sight>();
        foreach (var (name, path) in exhibits.Pages)
        {
            var started = Stopwatch.GetTimestamp();
            await visitor.GoAsync(path);
            var shownMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            await visitor.SettleAsync();
            var seen = await visitor.LookAsync<Sight>("sight.js");
            var faint = await visitor.LookAsync<Contrast>("contrast.js");
            await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}-{window.Name}.png"), FullPage = true });
            sights.Add(seen with { Name = name, ShownMs = shownMs, Texts = faint.Texts, TooFaint = faint.TooFaint });
        }

        return new Walk(window, sights);
    }

    private sealed record Contrast(int Texts, IReadOnlyList<string> TooFaint);
}

/// <summary>What one page was like.</summary>
internal sealed record Sight
{
    public string Name { get; init; } = "";

    /// <summary>From asking for the address until the content was there, with nothing in the browser's cache at the first page.</summary>
    public double ShownMs { get; init; }

    /// <summary>How many texts were looked at.</summary>
    public int Texts { get; init; }

    /// <summary>Texts whose contrast is below AA.</summary>
    public IReadOnlyList<string> TooFaint { get; init; } = [];

    /// <summary>The sum of what moved, as Chromium scores it, and what it was.</summary>
    public double Shift { get; init; }

    public IReadOnlyList<string> Shifts { get; init; } = [];

    /// <summary>Pixels by which the page is wider than its window, and what sticks out.</summary>
    public int Overflow { get; init; }

    public IReadOnlyList<string> SticksOut { get; init; } = [];

    /// <summary>How many times it shows.</summary>
    public int Times { get; init; }

    /// <summary>Times that do not say on hover what they are in UTC.</summary>
    public IReadOnlyList<string> WithoutUtc { get; init; } = [];

    /// <summary>What can have the focus and has no name for those who do not see it; images and charts too.</summary>
    public IReadOnlyList<string> Nameless { get; init; } = [];
}
