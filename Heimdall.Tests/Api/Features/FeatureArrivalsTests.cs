using Heimdall.Api.Features;
using Heimdall.Api.Hosting;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Schema;
using Heimdall.Tests.Ledger;
using Heimdall.Tests.Servers;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heimdall.Tests.Api.Features;

public sealed class FeatureArrivalsTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestDatabase _database = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Who_expects_a_session_s_features_is_told_of_these_and_of_no_others()
    {
        var ledger = new LedgerScenario(_database.Source);
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        using var schema = new SchemaStart(
            new SchemaMigrator(_database.Source, NullLogger<SchemaMigrator>.Instance), lifetime, TimeProvider.System, NullLogger<SchemaStart>.Instance);
        using var arrivals = new FeatureArrivals(
            new FeatureNotifications(_database.Source), schema, TimeProvider.System, NullLogger<FeatureArrivals>.Instance);
        using var end = new CancellationTokenSource();
        var session = await ledger.CompleteSessionAsync();
        using var expected = arrivals.Expect(session.Id);
        using var other = arrivals.Expect(Guid.CreateVersion7());
        var listening = arrivals.RunOnceAsync(end.Token);

        // It listens: whatever came before may have been anybody's.
        Assert.True(await expected.WaitAsync(Patience, CancellationToken.None));
        Assert.True(await other.WaitAsync(Patience, CancellationToken.None));
        Assert.False(await expected.WaitAsync(TimeSpan.Zero, CancellationToken.None));

        await ledger.SettleAsync(await ledger.ClaimOneAsync());
        Assert.True(await expected.WaitAsync(Patience, CancellationToken.None));
        Assert.False(await other.WaitAsync(TimeSpan.Zero, CancellationToken.None));

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }
}
