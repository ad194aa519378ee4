using Heimdall.Ledger.Workers;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger.Workers;

public sealed class WorkerRegistryTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    private WorkerRegistry Workers => new(_database.Source);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_dead_worker_is_listed_until_its_host_has_a_later_one()
    {
        await AddAsync("dead here", "here", startedMinutesAgo: 60, seenMinutesAgo: 30);
        await AddAsync("dead there", "there", startedMinutesAgo: 60, seenMinutesAgo: 30);
        await AddAsync("beside it", "here", startedMinutesAgo: 60, seenMinutesAgo: 0);
        Assert.Equal(["beside it", "dead here", "dead there"], await ListAsync());

        await Workers.RegisterAsync(new WorkerIdentity("later", "here", 1, "test", 2, 1), CancellationToken.None);
        Assert.Equal(["beside it", "dead there", "later"], await ListAsync());
        await Workers.StopAsync("later", CancellationToken.None);
        Assert.Equal(["beside it", "dead there"], await ListAsync());

        // It was frozen, and woke.
        await Workers.SeeAsync("dead here", new WorkerSpeed(0, 0), CancellationToken.None);
        Assert.Equal(["beside it", "dead here", "dead there"], await ListAsync());
    }

    private async Task<IReadOnlyList<string>> ListAsync() =>
        [.. (await Workers.ListAsync(10, CancellationToken.None)).Select(worker => worker.Id).Order(StringComparer.Ordinal)];

    private async Task AddAsync(string id, string host, int startedMinutesAgo, int seenMinutesAgo)
    {
        await using var command = _database.Source.CreateCommand($"""
            insert into heimdall.workers (id, host, process_id, version, slots, started_at, seen_at)
            values ('{id}', '{host}', 1, 'test', 2, now() - interval '{startedMinutesAgo} minutes', now() - interval '{seenMinutesAgo} minutes')
            """);
        await command.ExecuteNonQueryAsync();
    }
}
