using Heimdall.Tests.Api;

namespace Heimdall.Tests.Browser.Running;

/// <summary>Tests that look at the console. Whatever they look at, nothing may go wrong unseen in any of their windows.</summary>
[Collection(ConsoleCollection.Name)]
public abstract class ConsoleTests(RunningConsole console) : IAsyncLifetime
{
    private readonly List<Visitor> _visitors = [];

    /// <summary>The system and the browser.</summary>
    protected RunningConsole Console { get; } = console;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        var troubles = new List<string>();
        foreach (var visitor in _visitors)
        {
            troubles.AddRange(visitor.Troubles);
            await visitor.DisposeAsync();
        }

        Assert.True(troubles.Count == 0, string.Join('\n', troubles));
    }

    /// <summary>A window in which nobody is signed in.</summary>
    internal async Task<Visitor> OpenWindowAsync(WindowOptions? options = null, Uri? address = null)
    {
        var visitor = await Console.OpenWindowAsync(options, address);
        _visitors.Add(visitor);
        return visitor;
    }

    /// <summary>A window of somebody who is signed in, at the page.</summary>
    internal async Task<Visitor> VisitAsync(ApiClient who, string path, WindowOptions? options = null, Uri? address = null)
    {
        var visitor = await OpenWindowAsync(options, address);
        await visitor.SignInAsync(who);
        await visitor.GoAsync(path);
        return visitor;
    }
}
