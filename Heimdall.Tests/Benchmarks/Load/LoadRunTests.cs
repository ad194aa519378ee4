using Heimdall.Benchmarks.Load;

namespace Heimdall.Tests.Benchmarks.Load;

public sealed class LoadRunTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_load_tells_of_every_session_that_it_completed()
    {
        using var deadline = new CancellationTokenSource(Longest);
        await using var system = await LoadedSystem.StartAsync(extractors: 1, deadline.Token);
        var figures = await new LoadRun(system, new LoadShape(5, 2, 2048, IdleSessions: 3, Extractors: 1, WarmUpSessions: 2, UploadsEach: true)).MeasureAsync(deadline.Token);

        Assert.Equal((3, 3, 3), (figures.Idle.PickupMs.Count, figures.Idle.SettledMs.Count, figures.Idle.CompleteToFeaturesMs.Count));
        Assert.Equal((5, 5, 0), (figures.Loaded.PickupMs.Count, figures.Loaded.SettledMs.Count, figures.Loaded.Failed));
        Assert.InRange(figures.Idle.CompleteToFeaturesMs.P50, figures.Idle.SettledMs.P50 / 2, double.MaxValue);
        Assert.Equal(2 * figures.Loaded.CompletionPerSecond, figures.Loaded.RecordingsPerSecond, tolerance: 0.2);
        Assert.Superset(new HashSet<string> { "postgres", "rabbitmq", "api", "extractor", "client" }, figures.Loaded.CpuSeconds.Keys.ToHashSet());
    }
}
