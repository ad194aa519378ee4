using Heimdall.Ledger.Access;
using Heimdall.Ledger.Stations;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger.Access;

/// <summary>An act and its entry are there together, or neither is.</summary>
public sealed class AuditLogTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    private AuditLog Log => new(_database.Source);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task An_act_that_does_not_happen_leaves_no_entry()
    {
        var stations = new StationStore(_database.Source);
        var torino = new NewStation("Torino", null, 45, 7, null, null, 2);
        await stations.CreateAsync(torino, "bob", CancellationToken.None);
        await Assert.ThrowsAsync<StationNameTakenException>(() => stations.CreateAsync(torino, "eve", CancellationToken.None));
        Assert.Null(await stations.ChangeAsync(Guid.NewGuid(), new StationChange { IsActive = false }, "eve", CancellationToken.None));
        Assert.Null(await new ApiKeyStore(_database.Source).RevokeAsync(Guid.NewGuid(), "eve", CancellationToken.None));

        var entry = Assert.Single((await Log.ListAsync(new AuditFilter(), null, 10, CancellationToken.None)).Items);
        Assert.Equal(("bob", "station.create", "Torino"), (entry.Actor, entry.Action, entry.Detail.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task An_act_whose_entry_cannot_be_written_does_not_happen()
    {
        await using (var connection = await _database.Source.OpenConnectionAsync())
        {
            await Dapper.SqlMapper.ExecuteAsync(connection, "alter table heimdall.audit_log add check (actor <> 'mallory')");
        }

        var stations = new StationStore(_database.Source);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            stations.CreateAsync(new NewStation("Torino", null, 45, 7, null, null, 2), "mallory", CancellationToken.None));
        Assert.Empty((await stations.ListAsync(null, 10, CancellationToken.None)).Items);
    }

    [Fact]
    public async Task Entries_are_found_by_who_what_and_whom_the_latest_first()
    {
        var stations = new StationStore(_database.Source);
        var first = await stations.CreateAsync(new NewStation("a", null, 45, 7, null, null, 2), "bob", CancellationToken.None);
        await stations.CreateAsync(new NewStation("b", null, 45, 7, null, null, 2), "eve", CancellationToken.None);
        await stations.ChangeAsync(first.Id, new StationChange { Latitude = 44 }, "eve", CancellationToken.None);
        async Task<List<string>> List(AuditFilter filter) => [.. (await Log.ListAsync(filter, null, 10, CancellationToken.None)).Items.Select(entry => $"{entry.Actor} {entry.Action}")];

        Assert.Equal(["eve station.change", "eve station.create", "bob station.create"], await List(new AuditFilter()));
        Assert.Equal(["eve station.change", "eve station.create"], await List(new AuditFilter(Actor: "eve")));
        Assert.Equal(["eve station.create", "bob station.create"], await List(new AuditFilter(Action: "station.create")));
        Assert.Equal(["eve station.change", "bob station.create"], await List(new AuditFilter(Subject: $"station/{first.Id}")));
        var page = await Log.ListAsync(new AuditFilter(), null, 2, CancellationToken.None);
        Assert.Equal("bob", Assert.Single((await Log.ListAsync(new AuditFilter(), page.NextCursor, 2, CancellationToken.None)).Items).Actor);
    }
}
