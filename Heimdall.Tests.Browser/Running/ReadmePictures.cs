namespace Heimdall.Tests.Browser.Running;

/// <summary>The three pictures that the README shows. Taken anew where <c>HEIMDALL_SCREENSHOTS</c> names a folder (<c>./check.sh --screenshots</c>).</summary>
internal static class ReadmePictures
{
    /// <summary>The README is loaded by everybody who comes by.</summary>
    private const long MostBytes = 200_000;

    /// <summary>The window they are taken of.</summary>
    public static readonly WindowOptions Window = new(Width: 1_280, Height: 800);

    /// <summary>Where they go; null where nobody asked for them.</summary>
    public static string? Folder { get; } = Environment.GetEnvironmentVariable("HEIMDALL_SCREENSHOTS") is { Length: > 0 } folder ? folder : null;

    public static async Task TakeAsync(Visitor visitor, Exhibits exhibits, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, path, height) in new[] { ("overview", "/", 716), ("session", $"/sessions/{exhibits.Session}", 800), ("measurement", $"/measurements/{exhibits.Measurement}", 800) })
        {
            await visitor.GoAsync(path);
            await visitor.SettleAsync();

            // A waterfall is mostly noise, which PNG cannot make small.
            var file = Path.Combine(folder, $"console-{name}.jpg");
            await visitor.Page.ScreenshotAsync(new() { Path = file, Type = ScreenshotType.Jpeg, Quality = 80, Clip = new() { Width = Window.Width, Height = height } });
            Assert.InRange(new FileInfo(file).Length, 1, MostBytes);
        }
    }
}
