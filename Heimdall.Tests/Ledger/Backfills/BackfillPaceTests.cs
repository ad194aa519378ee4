using Heimdall.Ledger.Backfills;

namespace Heimdall.Tests.Ledger.Backfills;

public sealed class BackfillPaceTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_steady_rate_gives_the_rest_of_the_time()
    {
        var pace = BackfillPace.Of(Buckets(perBucket: 20, count: 6), Now.AddMinutes(-1), Now, remaining: 600);
        Assert.Equal(2, pace.PerSecond ?? 0, 12);
        Assert.Equal(300, pace.EtaSeconds ?? 0, 9);

        // 120 counts, no scatter beyond Poisson's: 1.96·√120 of them.
        Assert.Equal((120 - (1.96 * Math.Sqrt(120))) / 60, pace.LowPerSecond ?? 0, 9);
        Assert.Equal(600 / ((120 - (1.96 * Math.Sqrt(120))) / 60), pace.EtaHighSeconds ?? 0, 6);
        Assert.Equal(600 / ((120 + (1.96 * Math.Sqrt(120))) / 60), pace.EtaLowSeconds ?? 0, 6);
    }

    [Fact]
    public void An_uneven_rate_has_a_wider_interval()
    {
        var even = BackfillPace.Of(Buckets(perBucket: 20, count: 6), Now.AddMinutes(-1), Now, 600);
        var uneven = BackfillPace.Of([new(Now.AddSeconds(-60), 120)], Now.AddMinutes(-1), Now, 600);
        Assert.Equal(even.PerSecond, uneven.PerSecond);
        Assert.True(uneven.EtaLowSeconds < even.EtaLowSeconds);
        Assert.Null(uneven.EtaHighSeconds);
        Assert.Equal(0, uneven.LowPerSecond);
    }

    [Fact]
    public void Only_the_last_minutes_count_and_only_since_it_goes_on()
    {
        var old = new BackfillBucket(Now.AddMinutes(-20), 100_000);
        Assert.Equal(2, BackfillPace.Of([old, .. Buckets(20, 30)], Now.AddHours(-1), Now, 1).PerSecond ?? 0, 12);
        Assert.Equal(2, BackfillPace.Of([old, .. Buckets(20, 30)], Now.AddMinutes(-1), Now, 1).PerSecond ?? 0, 12);
    }

    [Fact]
    public void Without_anything_worked_off_there_is_a_reason_and_no_number()
    {
        var pace = BackfillPace.Of([], Now.AddMinutes(-1), Now, 10);
        Assert.Null(pace.PerSecond);
        Assert.Null(pace.EtaSeconds);
        Assert.NotNull(pace.Reason);
    }

    private static IReadOnlyList<BackfillBucket> Buckets(long perBucket, int count) =>
        [.. Enumerable.Range(1, count).Select(back => new BackfillBucket(Now.AddSeconds(-10 * back), perBucket))];
}
