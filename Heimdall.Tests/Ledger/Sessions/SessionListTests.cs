using Heimdall.Ledger.Coverage;
using Heimdall.Ledger.Sessions;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger.Sessions;

public sealed class SessionListTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly LedgerScenario _ledger = new(database.Source);

    [Fact]
    public async Task Sessions_by_what_became_of_their_features_are_paged_the_latest_first()
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var extracted = new List<Guid>();
        for (var minute = 0; minute < 5; minute++)
        {
            extracted.Add((await _ledger.CompleteSessionAsync(start: start.AddMinutes(minute))).Id);
            await _ledger.SettleAsync(await _ledger.ClaimOneAsync());
        }

        var failed = await _ledger.CompleteSessionAsync(start: start.AddHours(1));
        await _ledger.SettleAsync(await _ledger.ClaimOneAsync(), failed: 2);
        var queued = await _ledger.CompleteSessionAsync(start: start.AddHours(2));
        var open = await _ledger.StartSessionAsync(start: start.AddHours(3));

        Assert.Equal(Enumerable.Reverse(extracted), await ListAsync(new SessionFilter(null, CoverageState.With)));
        Assert.Equal(Enumerable.Reverse(extracted), await ListAsync(new SessionFilter(SessionStatus.Completed, CoverageState.With)));
        Assert.Equal([failed.Id], await ListAsync(new SessionFilter(null, CoverageState.Failed)));
        Assert.Empty(await ListAsync(new SessionFilter(null, CoverageState.Missing)));
        Assert.Empty(await ListAsync(new SessionFilter(SessionStatus.InProgress, CoverageState.With)));
        Assert.Empty(await ListAsync(new SessionFilter(null, CoverageState.With, FeatureSet: "none")));
        Assert.Equal([open.Id], await ListAsync(new SessionFilter(SessionStatus.InProgress, null)));
        Assert.Equal([open.Id, queued.Id, failed.Id, .. Enumerable.Reverse(extracted)], await ListAsync(new SessionFilter(null, null)));
    }

    private async Task<List<Guid>> ListAsync(SessionFilter filter)
    {
        var ids = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await _ledger.Sessions.ListAsync(filter, cursor, 2, CancellationToken.None);
            Assert.InRange(page.Items.Count, 0, 2);
            ids.AddRange(page.Items.Select(session => session.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return ids;
    }
}
