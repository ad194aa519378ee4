using Heimdall.Tests.Ledger;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Api;

/// <summary>A database of its own and the API on it, for one test class.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private RunningApi? _api;

    internal RunningApi Api => _api ?? throw new InvalidOperationException("The API is not started yet.");

    internal TestDatabase Database => _database;

    /// <summary>The ledger behind the API.</summary>
    internal LedgerScenario Ledger => new(_database.Source);

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _api = await RunningApi.StartAsync(_database.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.DisposeAsync();
        }

        await _database.DisposeAsync();
    }
}
