using System.Collections.Concurrent;
using System.Text.Json;
using Heimdall.Tests.Api;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Browser.Running;

/// <summary>Somebody's window. Everything that goes wrong in it is noted.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private const int ServerFault = 500;
    private const int ClientFault = 400;
    private const string FailedToLoad = "Failed to load resource";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _troubles = new();
    private readonly ConcurrentDictionary<IRequest, string> _asked = new();

    private Visitor(IBrowserContext context, IPage page)
    {
        Context = context;
        Page = page;
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>The page itself, without the frame around it.</summary>
    public ILocator Main => Page.Locator("main");

    /// <summary>
    /// What no page may do: throw, write an error to the browser's console, break its policy, open a box of the browser's own, ask for a file
    /// that is not there, make the server fail. An answer of the API with a reason (401, 404, 409) is the page's to deal with.
    /// </summary>
    public IEnumerable<string> Troubles => _troubles;

    /// <summary>The test takes the network away: that answers are missing is no trouble then.</summary>
    public bool LosesConnections { get; set; }

    public static async Task<Visitor> OpenAsync(IBrowserContext context)
    {
        await context.AddInitScriptAsync(Script.Read("watch.js"));
        var page = await context.NewPageAsync();
        var visitor = new Visitor(context, page);
        visitor.Watch();
        return visitor;
    }

    /// <summary>Signs in with a key, as the form does; the cookie is the window's.</summary>
    public async Task SignInAsync(ApiClient who)
    {
        var answer = await Context.APIRequest.PostAsync("/api/v1/console/sign-in", new APIRequestContextOptions { DataObject = new { key = who.Key } });
        Assert.True(answer.Ok, await answer.TextAsync());
    }

    /// <summary>Loads the page and waits until it shows its content.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await ShownAsync();
    }

    /// <summary>Waits until the page shows what its address names.</summary>
    public Task ShownAsync() => Page.Locator("main:not([aria-busy]) h1").First.WaitForAsync();

    /// <summary>Waits until the page has all that it asked for, but for what it goes on listening to, and has drawn it.</summary>
    public async Task SettleAsync()
    {
        await ShownAsync();
        var isQuiet = false;
        await Eventually.HoldsAsync(
            async () =>
            {
                // Quiet at two looks: between an answer and the question that follows from it nothing is under way.
                var wasQuiet = isQuiet;
                isQuiet = _asked.IsEmpty;
                await Page.EvaluateAsync("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn))).then(() => null)");
                return wasQuiet && isQuiet && _asked.IsEmpty;
            },
            Patience,
            () => $"{Page.Url} settles; it waits for {string.Join(", ", _asked.Values)}");
    }

    /// <summary>Leaves a mark in the window that loading a page anew would wipe out.</summary>
    public Task MarkAsync() => Page.EvaluateAsync("() => { window.isStillTheSame = true; }");

    /// <summary>Whether no page was loaded anew since the mark.</summary>
    public Task<bool> IsMarkedAsync() => Page.EvaluateAsync<bool>("() => window.isStillTheSame === true");

    /// <summary>What has the focus.</summary>
    public Task<Focus> FocusAsync() => LookAsync<Focus>("focus.js");

    /// <summary>What one of the tests' scripts sees in the page.</summary>
    public async Task<T> LookAsync<T>(string script) =>
        (await Page.EvaluateAsync<JsonElement>(Script.Read(script))).Deserialize<T>(JsonSerializerOptions.Web) ?? throw new InvalidOperationException($"{script} sees nothing.");

    /// <summary>Forgets what went wrong: for tests that make it go wrong.</summary>
    public IReadOnlyList<string> TakeTroubles()
    {
        var taken = _troubles.ToList();
        _troubles.Clear();
        return taken;
    }

    public async ValueTask DisposeAsync() => await Context.CloseAsync();

    private void Watch()
    {
        Page.Request += (_, request) =>
        {
            if (request.ResourceType != "eventsource")
            {
                _asked[request] = request.Url;
            }
        };
        Page.RequestFinished += (sender, request) => _asked.TryRemove(request, out _);
        Page.RequestFailed += (sender, request) => _asked.TryRemove(request, out _);
        Page.PageError += (_, error) => Note($"thrown: {error}");
        Page.Console += (_, message) =>
        {
            // What did not load is judged by its answer, below.
            if (message.Type == "error" && !message.Text.StartsWith(FailedToLoad, StringComparison.Ordinal) && !(LosesConnections && message.Text.Contains("ERR_", StringComparison.Ordinal)))
            {
                Note($"console: {message.Text}");
            }
        };
        Page.Response += (_, response) =>
        {
            var isFile = !new Uri(response.Url).AbsolutePath.StartsWith("/api/", StringComparison.Ordinal);
            if (response.Status >= (isFile ? ClientFault : ServerFault) && !LosesConnections)
            {
                Note($"answer {response.Status}: {response.Request.Method} {response.Url}");
            }
        };
        Page.Dialog += (sender, dialog) =>
        {
            Note($"a box of the browser: {dialog.Type} {dialog.Message}");
            _ = dialog.DismissAsync();
        };
    }

    private void Note(string trouble) => _troubles.Enqueue($"{Page.Url}: {trouble}");
}

/// <summary>What has the focus in a page.</summary>
/// <param name="IsRinged">It has an outline of two pixels at least.</param>
/// <param name="IsInView">One sees it without scrolling.</param>
internal sealed record Focus(string Tag, string Href, string Text, string Name, bool IsRinged, bool IsInView);
