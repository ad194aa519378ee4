using Dapper;
using Heimdall.Ledger;
using Heimdall.Ledger.Coverage;
using Heimdall.Ledger.Sessions;

namespace Heimdall.Tests.Ledger.Sessions;

/// <summary>Whatever is asked for in whatever order, and however little is done for a page, the list is that of plain filtering and sorting.</summary>
public sealed class SessionFilterTests(ManySessions sessions) : IClassFixture<ManySessions>
{
    /// <summary>Everything at the first look; picks at once; walks that end before their page is full.</summary>
    public static TheoryData<int, int, int, int> Bounds => new()
    {
        { 1000, 4000, 20_000, 2000 },
        { 2, 3, 1000, 150 },
        { 2, 3, 10, 20 },
        { 2, 7, 20, 1 },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public async Task Any_combination_of_filters_in_any_order_lists_what_passes(int firstLook, int nextLook, int mostLooked, int mostPicked)
    {
        var list = new SessionList(sessions.Database, new SessionListBounds(firstLook, nextLook, mostLooked, mostPicked) { Patience = TimeSpan.FromMinutes(1), SearchTimeout = TimeSpan.FromMinutes(1) });
        var random = new Random(ManySessions.Seed);
        var found = 0;
        for (var round = 0; round < 60; round++)
        {
            var filter = Filter(random);
            var expected = Sorted(sessions.All.Where(session => session.Passes(filter)), filter.Order);
            var listed = await ListAsync(list, filter, random.Next(1, 40));
            Assert.True(expected.SequenceEqual(listed), $"Round {round} of seed {ManySessions.Seed}: {filter} listed {listed.Count}, expected {expected.Count}");
            found += listed.Count;
        }

        Assert.True(found > 500);
    }

    [Fact]
    public async Task Wildcards_in_a_search_are_looked_for_as_they_are()
    {
        foreach (var search in new[] { "%", "_", "\\", "50%", "EVENING", "bert", "alps" })
        {
            var filter = new SessionFilter(Search: search);
            var expected = Sorted(sessions.All.Where(session => session.Passes(filter)), filter.Order);
            Assert.InRange(expected.Count, 1, ManySessions.Count - 1);
            Assert.Equal(expected, await ListAsync(new SessionList(sessions.Database, new SessionListBounds()), filter, 50));
        }
    }

    [Fact]
    public async Task A_search_that_takes_too_long_walks_on()
    {
        var list = new SessionList(sessions.Database, new SessionListBounds(FirstLook: 2, NextLook: 5) { SearchTimeout = TimeSpan.FromMilliseconds(1), Patience = TimeSpan.Zero });
        await using var connection = await sessions.Database.OpenConnectionAsync();
        var original = await connection.ExecuteScalarAsync<string>("select pg_get_functiondef('heimdall.session_words'::regproc)");
        await connection.ExecuteAsync("create or replace function heimdall.session_words(name text, owner text, notes text) returns text language plpgsql immutable as $$ begin perform pg_sleep(0.0005); return coalesce(name, '') || e'\n' || owner || e'\n' || coalesce(notes, ''); end $$");
        try
        {
            var filter = new SessionFilter(Search: "alps");
            Assert.Equal(Sorted(sessions.All.Where(session => session.Passes(filter)), filter.Order), await ListAsync(list, filter, 50));
        }
        finally
        {
            await connection.ExecuteAsync(original!);
        }
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_filter_and_order()
    {
        var list = new SessionList(sessions.Database, new SessionListBounds());
        var filter = new SessionFilter(Order: SessionOrder.LowestFrequencyFirst);
        var cursor = (await list.ReadAsync(filter, null, 5, CancellationToken.None)).NextCursor;
        Assert.NotNull(cursor);
        Assert.Equal(5, (await list.ReadAsync(filter, cursor, 5, CancellationToken.None)).Items.Count);
        foreach (var other in new[] { filter with { Order = SessionOrder.LatestFirst }, filter with { Search = "x" }, filter with { MinFrequencyHz = 1 } })
        {
            await Assert.ThrowsAsync<InvalidCursorException>(() => list.ReadAsync(other, cursor, 5, CancellationToken.None));
        }

        await Assert.ThrowsAsync<InvalidCursorException>(() => list.ReadAsync(filter, "bm90IG9uZQ", 5, CancellationToken.None));
    }

    [Fact]
    public async Task A_listed_session_says_what_became_of_its_features()
    {
        var list = new SessionList(sessions.Database, new SessionListBounds());
        foreach (var shown in (await list.ReadAsync(new SessionFilter(), null, 100, CancellationToken.None)).Items)
        {
            var session = sessions.All.Single(one => one.Id == shown.Id);
            Assert.Equal((session.State, session.SnrDb, (long)session.Stations.Count), (shown.FeaturesState, shown.MeanSnrDb, shown.MeasurementCount));
            var isExtracted = session.State is CoverageState.With or CoverageState.Failed;
            Assert.Equal(isExtracted ? 0.5 : null, shown.OverallConfidence);
            Assert.Equal(isExtracted ? session.ErrorCode is not null && session.Stations.Count > 0 ? 1 : 0 : null, shown.ReceiversFailed);
        }
    }

    private SessionFilter Filter(Random random)
    {
        bool Sometimes() => random.Next(4) == 0;
        var from = sessions.All[0].Start.Date.AddMinutes(random.Next(200));
        var frequency = 7_000_000 + (random.Next(40) * 1000L);
        var snr = random.Next(-5, 45);
        return new SessionFilter(
            Sometimes() ? SessionStatus.All[random.Next(SessionStatus.All.Count)] : null,
            Sometimes() ? new[] { CoverageState.With, CoverageState.Failed, CoverageState.Missing }[random.Next(3)] : null,
            Search: Sometimes() ? new[] { "net", "storm", "ANN", "0%", "nowhere" }[random.Next(5)] : null,
            StationId: Sometimes() ? sessions.Stations[random.Next(4)] : null,
            From: Sometimes() ? new DateTimeOffset(from, TimeSpan.Zero) : null,
            To: Sometimes() ? new DateTimeOffset(from, TimeSpan.Zero).AddMinutes(random.Next(1, 200)) : null,
            MinFrequencyHz: Sometimes() ? frequency : null,
            MaxFrequencyHz: Sometimes() ? frequency + (random.Next(20) * 1000) : null,
            MinSnrDb: Sometimes() ? snr : null,
            MaxSnrDb: Sometimes() ? snr + random.Next(30) : null,
            ErrorCode: Sometimes() ? "truncated" : null,
            Order: (SessionOrder)random.Next(6));
    }

    private static async Task<List<Guid>> ListAsync(SessionList list, SessionFilter filter, int limit)
    {
        var ids = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await list.ReadAsync(filter, cursor, limit, CancellationToken.None);
            Assert.InRange(page.Items.Count, 0, limit);
            Assert.NotEqual(cursor ?? "none", page.NextCursor);
            ids.AddRange(page.Items.Select(session => session.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return ids;
    }

    private static List<Guid> Sorted(IEnumerable<ManySession> passing, SessionOrder order)
    {
        var sorted = order switch
        {
            SessionOrder.LatestFirst or SessionOrder.EarliestFirst => passing.OrderBy(session => session.Start),
            SessionOrder.LowestFrequencyFirst or SessionOrder.HighestFrequencyFirst => passing.OrderBy(session => session.FrequencyHz),
            _ => passing.OrderBy(session => session.SnrDb),
        };
        var ids = sorted.ThenBy(session => session.Id.ToString(), StringComparer.Ordinal).Select(session => session.Id);
        return [.. order is SessionOrder.LatestFirst or SessionOrder.HighestFrequencyFirst or SessionOrder.HighestSnrFirst ? ids.Reverse() : ids];
    }
}
