namespace Heimdall.Tests.Browser.Running;

/// <summary>The three pictures that the README shows. Taken anew where <c>HEIMDALL_SCREENSHOTS</c> names a folder (<c>./check.sh --screenshots</c>).</summary>
internal static class ReadmePictures
{
    /// <summary>The README is loaded by everybody who comes by.</summary>
    private const long MostBytes = 200_000;

    public static readonly WindowOptions Window = new(Width: 1_080, Height: 760);

    /// <summary>Where they go; null where nobody asked for them.</summary>
    public static string? Folder { get; } = Environment.GetEnvironmentVariable("HEIMDALL_SCREENSHOTS") is { Length: > 0 } folder ? folder : null;

    public static async Task TakeAsync(Visitor visitor, Exhibits exhibits, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, path) in new[] { ("overview", "/"), ("session", $"/sessions/{exhibits.Session}"), ("measurement", $"/measurements/{exhibits.Measurement}") })
        {
            await visitor.GoAsync(path);
            await visitor.SettleAsync();
            var file = Path.Combine(folder, $"console-{name}.png");
            await visitor.Page.ScreenshotAsync(new() { Path = file });
            Assert.InRange(new FileInfo(file).Length, 1, MostBytes);
        }
    }
}
