using System.Net;
using Heimdall.LocalHosting.Installation;
using Heimdall.LocalHosting.Testing;
using Heimdall.Tests.Api;
using Heimdall.Tests.Scenarios;
using Heimdall.Tests.Servers;
using Heimdall.Tests.WholePath;

namespace Heimdall.Tests.Browser.Running;

/// <summary>One whole system and one browser, for all tests of this project.</summary>
public sealed class RunningConsole : IAsyncLifetime
{
    // Two cores may be shared with every other suite: a deadline is for what never comes, not for what is late.
    private const float PatienceMs = 30_000;

    // No sandbox: as root Chromium has none. The rest keeps it from the network and from hardware that a server has not.
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server"];

    private static readonly TimeSpan RestartDeadline = TimeSpan.FromSeconds(30);

    // Long enough for a waterfall to be one, and to look like one in the README.
    private static readonly double ExhibitSeconds = ReadmePictures.Folder is null ? 12 : 60;

    private readonly Dictionary<WindowOptions, Walk> _walks = [];
    private readonly Dictionary<string, ApiClient> _clients = new(StringComparer.Ordinal);
    private Exhibits? _exhibits;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The system that is looked at.</summary>
    public HeimdallSystem Backend { get; } = new() { FeatureSets = "rf.iq,rf.waterfall" };

    /// <summary>Where the console is.</summary>
    public Uri Address => Backend.App.GetEndpoint("api");

    /// <summary>Who may do everything.</summary>
    internal ApiClient Admin => _clients["admin"];

    /// <summary>Who records, and acts on sessions of their own.</summary>
    internal ApiClient Operator => _clients["operator"];

    /// <summary>Who looks.</summary>
    internal ApiClient Viewer => _clients["viewer"];

    public async Task InitializeAsync()
    {
        if (Chromium.WhyAbsent is not null)
        {
            return;
        }

        await TestPrograms.Chromium.EnsureAsync();
        SetDefaultExpectTimeout(PatienceMs);
        await Task.WhenAll(Backend.InitializeAsync(), StartBrowserAsync());
        _clients["admin"] = new ApiClient(Address, Backend.Client.DefaultRequestHeaders.GetValues("X-Api-Key").Single());
        foreach (var (role, name) in new[] { ("operator", "olga"), ("viewer", "victor") })
        {
            _clients[role] = await CreateClientAsync(role, name);
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        await Backend.DisposeAsync();
    }

    /// <summary>Kills the API's process, which this console started, and waits for the one that the engine starts in its place.</summary>
    internal async Task KillApiAsync(Func<Task> whileGone)
    {
        var resources = await Backend.GetAsync("/api/v1/admin/resources");
        var api = resources.GetProperty("resources").EnumerateArray().Single(resource => resource.GetProperty("name").GetString() == "api");
        ProcessSignal.Kill.Send(api.GetProperty("processes")[0].GetProperty("process_id").GetInt32());
        await whileGone();
        await Eventually.HoldsAsync(IsReadyAsync, RestartDeadline, () => "the API is back");
    }

    /// <summary>Somebody with a new key.</summary>
    internal async Task<ApiClient> CreateClientAsync(string role, string name)
    {
        var key = await Backend.PostAsync("/api/v1/admin/keys", new { name, role }, HttpStatusCode.Created);
        return new ApiClient(Address, key.GetProperty("key").GetString()) { Name = name };
    }

    /// <summary>What there is to look at.</summary>
    internal async Task<Exhibits> ExhibitsAsync() => _exhibits ??= await Exhibits.MakeAsync(Admin, Operator, ExhibitSeconds);

    /// <summary>What every page is like in such a window; looked at once.</summary>
    internal async Task<Walk> WalkAsync(WindowOptions window)
    {
        if (!_walks.TryGetValue(window, out var walk))
        {
            await using var visitor = await OpenWindowAsync(window);
            await visitor.SignInAsync(Admin);
            _walks[window] = walk = await Walk.TakeAsync(visitor, window, await ExhibitsAsync());
            Assert.True(!visitor.Troubles.Any(), string.Join('\n', visitor.Troubles));
        }

        return walk;
    }

    /// <summary>A window of its own, with cookies of its own, nobody signed in.</summary>
    /// <param name="options">How it looks.</param>
    /// <param name="address">Another way to the console than the straight one.</param>
    internal async Task<Visitor> OpenWindowAsync(WindowOptions? options = null, Uri? address = null)
    {
        options ??= new WindowOptions();
        var browser = _browser ?? throw new InvalidOperationException("The browser is not started yet.");
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = (address ?? Address).AbsoluteUri,
            ColorScheme = options.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new ViewportSize { Width = options.Width, Height = options.Height },
            DeviceScaleFactor = 1,
            Locale = "en-GB",
            // Not UTC: a time shown in the wrong zone must be seen.
            TimezoneId = "Europe/Rome",
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(PatienceMs);
        return await Visitor.OpenAsync(context);
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Backend.Client.GetAsync(new Uri("/health", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task StartBrowserAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = ProgramFinder.Find(Chromium.Program),
            Headless = true,
            Args = Arguments,
            Timeout = PatienceMs,
        });
    }
}

/// <summary>How a window looks.</summary>
internal sealed record WindowOptions(int Width = 1280, int Height = 900, bool IsDark = false)
{
    public static readonly WindowOptions Light = new();
    public static readonly WindowOptions Dark = new(IsDark: true);
    public static readonly WindowOptions Phone = new(Width: 360, Height: 740);

    public string Name => this == Phone ? "phone" : IsDark ? "dark" : "light";
}

/// <summary>The tests that share the system and the browser.</summary>
[CollectionDefinition(Name)]
public sealed class ConsoleCollection : ICollectionFixture<RunningConsole>
{
    public const string Name = "console";
}
