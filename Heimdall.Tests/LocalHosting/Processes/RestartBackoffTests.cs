using Heimdall.LocalHosting.Processes;

namespace Heimdall.Tests.LocalHosting.Processes;

public sealed class RestartBackoffTests
{
    [Fact]
    public void Waits_double_from_one_second_to_thirty()
    {
        var backoff = new RestartBackoff();

        var waits = Enumerable.Range(0, 7).Select(_ => backoff.Next(healthyFor: TimeSpan.Zero).TotalSeconds);

        Assert.Equal([1, 2, 4, 8, 16, 30, 30], waits);
    }

    [Fact]
    public void A_minute_of_health_starts_them_anew()
    {
        var backoff = new RestartBackoff();
        backoff.Next(TimeSpan.Zero);
        backoff.Next(TimeSpan.Zero);

        Assert.Equal(4, backoff.Next(TimeSpan.FromSeconds(59)).TotalSeconds);
        Assert.Equal(1, backoff.Next(TimeSpan.FromSeconds(60)).TotalSeconds);
        Assert.Equal(2, backoff.Next(TimeSpan.Zero).TotalSeconds);
    }
}
