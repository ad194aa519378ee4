using Heimdall.Tests.Simulation;
using Npgsql;

namespace Heimdall.Tests.Scenarios;

/// <summary>What a storm does to whom, decided by its seed.</summary>
internal sealed class Storm(Scenario scenario, ScenarioServers servers, long seed)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly Chance _chance = new();
    private readonly List<ScenarioWorker> _workers = [];
    private readonly List<(ScenarioWorker Worker, int WakesAtTick)> _frozen = [];
    private readonly SortedDictionary<string, int> _tally = new(StringComparer.Ordinal);
    private double _done;

    /// <summary>How often it did what.</summary>
    public string Tally => string.Join(", ", _tally.Select(deed => $"{deed.Value} × {deed.Key}"));

    public async Task BeginAsync(int workers)
    {
        _chance.Restart(seed);
        _workers.AddRange(await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => scenario.StartWorkerAsync())));
    }

    /// <summary>Does so many things, one after the other, with pauses.</summary>
    public async Task RageAsync(int faults)
    {
        using var ticks = new PeriodicTimer(Tick);
        var tick = 0;
        for (var fault = 0; fault < faults; fault++)
        {
            for (var pause = _chance.Between(5, 20); pause > 0; pause--)
            {
                await ticks.WaitForNextTickAsync();
                WakeWhoIsDue(++tick);
            }

            await StrikeAsync(tick);
            Volatile.Write(ref _done, (fault + 1.0) / faults);
        }
    }

    /// <summary>Wakes whoever is frozen, and leaves as many workers as there were.</summary>
    public async Task EndAsync()
    {
        Volatile.Write(ref _done, 1);
        WakeWhoIsDue(int.MaxValue);
        foreach (var worker in _workers)
        {
            if (!worker.HasEnded)
            {
                await scenario.WhenReadyAsync(worker);
            }
        }
    }

    /// <summary>Sessions come in as evenly as the storm goes on.</summary>
    public Task WhenToGoOnAsync(double done) =>
        Servers.Eventually.HoldsAsync(() => Volatile.Read(ref _done) >= done, TimeSpan.FromMinutes(15), "the storm goes on");

    private async Task StrikeAsync(int tick)
    {
        var place = _chance.Below(_workers.Count);
        var worker = _workers[place];
        var isFrozen = _frozen.Exists(frozen => frozen.Worker == worker);
        switch (_chance.Below(8))
        {
            case 0 or 1:
                Count("kill");
                await worker.KillAsync();
                await ReplaceAsync(place);
                break;
            case >= 2 and <= 4 when !isFrozen:
                Count("freeze");
                worker.Freeze();
                _frozen.Add((worker, tick + _chance.Between(5, 90)));
                break;
            case 5 when !isFrozen:
                Count("stop");
                await worker.StopAsync();
                await ReplaceAsync(place);
                break;
            case 6:
                Count("end all connections");
                scenario.Faults.HappenedToTheWorld("all connections are ended");
                await servers.EndBackendsAsync(new NpgsqlConnectionStringBuilder(scenario.ConnectionString).Database ?? "");
                scenario.Reconnect();
                break;
            default:
                Count("purge");
                await servers.PurgeQueuesAsync();
                break;
        }
    }

    private async Task ReplaceAsync(int place)
    {
        _frozen.RemoveAll(frozen => frozen.Worker == _workers[place]);
        _workers[place] = await scenario.BeginWorkerAsync();
    }

    private void WakeWhoIsDue(int tick)
    {
        foreach (var (worker, _) in _frozen.Where(frozen => frozen.WakesAtTick <= tick))
        {
            worker.Wake();
        }

        _frozen.RemoveAll(frozen => frozen.WakesAtTick <= tick);
    }

    private void Count(string deed) => _tally[deed] = _tally.GetValueOrDefault(deed) + 1;
}
