using Heimdall.Ledger.Coverage;
using Heimdall.Ledger.Sessions;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger.Sessions;

public sealed class SessionListTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    private LedgerScenario Ledger => new(_database.Source);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Sessions_by_what_became_of_their_features_are_paged_the_latest_first()
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var extracted = new List<Guid>();
        for (var minute = 0; minute < 5; minute++)
        {
            extracted.Add((await Ledger.CompleteSessionAsync(start: start.AddMinutes(minute))).Id);
            await Ledger.SettleAsync(await Ledger.ClaimOneAsync());
        }

        var failed = await Ledger.CompleteSessionAsync(start: start.AddHours(1));
        await Ledger.SettleAsync(await Ledger.ClaimOneAsync(), failed: 2);
        var queued = await Ledger.CompleteSessionAsync(start: start.AddHours(2));
        var open = await Ledger.StartSessionAsync(start: start.AddHours(3));

        Assert.Equal(Enumerable.Reverse(extracted), await ListAsync(new SessionFilter(null, CoverageState.With)));
        Assert.Equal(Enumerable.Reverse(extracted), await ListAsync(new SessionFilter(SessionStatus.Completed, CoverageState.With)));
        Assert.Equal([failed.Id], await ListAsync(new SessionFilter(null, CoverageState.Failed)));
        Assert.Equal([queued.Id], await ListAsync(new SessionFilter(null, CoverageState.Queued)));
        Assert.Empty(await ListAsync(new SessionFilter(null, CoverageState.Missing)));
        Assert.Empty(await ListAsync(new SessionFilter(SessionStatus.InProgress, CoverageState.With)));
        Assert.Empty(await ListAsync(new SessionFilter(null, CoverageState.With, FeatureSet: "none")));
        Assert.Equal([open.Id], await ListAsync(new SessionFilter(SessionStatus.InProgress, null)));
        Assert.Equal([open.Id, queued.Id, failed.Id, .. Enumerable.Reverse(extracted)], await ListAsync(new SessionFilter(null, null)));
    }

    [Fact]
    public async Task Sessions_that_are_worked_on_are_told_from_those_that_wait()
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var again = await Ledger.CompleteSessionAsync(start: start);
        await Ledger.SettleAsync(await Ledger.ClaimOneAsync());
        await Ledger.Requests.RequestAsync(again.Id, LedgerScenario.RfIq, force: true, "admin", null, CancellationToken.None);
        await Ledger.ClaimOneAsync();
        var working = await Ledger.CompleteSessionAsync(start: start.AddHours(1));
        await Ledger.ClaimOneAsync();
        var waiting = await Ledger.CompleteSessionAsync(start: start.AddHours(2));
        var also = await Ledger.CompleteSessionAsync(start: start.AddHours(3));

        Assert.Equal([working.Id], await ListAsync(In(CoverageState.Extracting)));
        Assert.Equal([also.Id, waiting.Id], await ListAsync(In(CoverageState.Queued)));
        Assert.Equal([waiting.Id, also.Id], await ListAsync(In(CoverageState.Queued) with { Order = SessionOrder.EarliestFirst }));
        Assert.Equal([working.Id], await ListAsync(In(CoverageState.Extracting) with { Order = SessionOrder.LowestFrequencyFirst }));
        Assert.Equal([again.Id], await ListAsync(In(CoverageState.With)));

        SessionFilter In(string state) => new(CoverageState: state);
    }

    private async Task<List<Guid>> ListAsync(SessionFilter filter)
    {
        var ids = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await Ledger.Sessions.ListAsync(filter, cursor, 2, CancellationToken.None);
            Assert.InRange(page.Items.Count, 0, 2);
            ids.AddRange(page.Items.Select(session => session.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return ids;
    }
}
