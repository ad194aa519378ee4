namespace Heimdall.Tests.Browser.Running;

/// <summary>The three pictures that the README shows. Taken anew where <c>HEIMDALL_SCREENSHOTS</c> names a folder (<c>./check.sh --screenshots</c>).</summary>
internal static class ReadmePictures
{
    /// <summary>The README is loaded by everybody who comes by.</summary>
    private const long MostBytes = 200_000;

    /// <summary>The window they are taken of.</summary>
    public static readonly WindowOptions Window = new(Width: 1_280, Height: 800);

    // Noise is no easy thing to compress: a picture that is too large shows less of the page.
    private static readonly int[] Heights = [800, 700, 620, 440, 330];

    /// <summary>Where they go; null where nobody asked for them.</summary>
    public static string? Folder { get; } = Environment.GetEnvironmentVariable("HEIMDALL_SCREENSHOTS") is { Length: > 0 } folder ? folder : null;

    public static async Task TakeAsync(Visitor visitor, Exhibits exhibits, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, path, tallest) in new[] { ("overview", "/", 620), ("session", $"/sessions/{exhibits.Session}", 800), ("measurement", $"/measurements/{exhibits.Measurement}", 800) })
        {
            await visitor.GoAsync(path);
            await visitor.SettleAsync();
            var file = Path.Combine(folder, $"console-{name}.png");
            foreach (var height in Heights.Where(height => height <= tallest))
            {
                await visitor.Page.ScreenshotAsync(new() { Path = file, Clip = new() { Width = Window.Width, Height = height } });
                if (new FileInfo(file).Length <= MostBytes)
                {
                    break;
                }
            }

            Assert.InRange(new FileInfo(file).Length, 1, MostBytes);
        }
    }
}
