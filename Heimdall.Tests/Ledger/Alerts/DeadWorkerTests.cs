using Heimdall.Ledger.Alerts;
using Heimdall.Ledger.Workers;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger.Alerts;

/// <summary>Who is told of as dead: as many as are missing, whoever else started.</summary>
public sealed class DeadWorkerTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task One_that_died_and_was_replaced_is_not_missed()
    {
        await DieAsync("a", startedMinutesAgo: 60, seenMinutesAgo: 30);
        Assert.Equal(["a"], await MissedAsync());
        await LiveAsync("b", startedMinutesAgo: 29);
        Assert.Empty(await MissedAsync());
    }

    [Fact]
    public async Task Of_two_that_died_and_one_that_was_restarted_one_stays_missed()
    {
        await DieAsync("a", startedMinutesAgo: 60, seenMinutesAgo: 30);
        await DieAsync("b", startedMinutesAgo: 60, seenMinutesAgo: 28);
        await LiveAsync("c", startedMinutesAgo: 20);

        // Who went last is started anew first.
        Assert.Equal(["a"], await MissedAsync());
        await LiveAsync("d", startedMinutesAgo: 10);
        Assert.Empty(await MissedAsync());
    }

    [Fact]
    public async Task One_that_replaced_another_and_died_too_is_the_only_one_missed()
    {
        await DieAsync("a", startedMinutesAgo: 60, seenMinutesAgo: 30);
        await DieAsync("b", startedMinutesAgo: 29, seenMinutesAgo: 10);
        Assert.Equal(["b"], await MissedAsync());
        await LiveAsync("c", startedMinutesAgo: 9);
        Assert.Empty(await MissedAsync());
    }

    [Fact]
    public async Task Who_was_given_up_stays_missed_when_another_dies_and_is_replaced()
    {
        await DieAsync("given up", startedMinutesAgo: 600, seenMinutesAgo: 500);
        await DieAsync("b", startedMinutesAgo: 600, seenMinutesAgo: 30);
        await LiveAsync("c", startedMinutesAgo: 29);
        Assert.Equal(["given up"], await MissedAsync());
    }

    [Fact]
    public async Task A_rolling_restart_with_goodbyes_is_no_death_and_makes_good_for_none()
    {
        await StopAsync("a", startedMinutesAgo: 60, stoppedMinutesAgo: 30);
        await LiveAsync("a again", startedMinutesAgo: 29);
        await StopAsync("b", startedMinutesAgo: 60, stoppedMinutesAgo: 28);
        await LiveAsync("b again", startedMinutesAgo: 27);
        Assert.Empty(await MissedAsync());

        // One that had died before is not replaced by those that come in place of the others.
        await DieAsync("dead", startedMinutesAgo: 60, seenMinutesAgo: 40);
        Assert.Equal(["dead"], await MissedAsync());
    }

    [Fact]
    public async Task Those_that_started_before_or_elsewhere_replace_nobody()
    {
        await LiveAsync("beside it", startedMinutesAgo: 60);
        await LiveAsync("elsewhere", startedMinutesAgo: 5, host: "there");
        await DieAsync("a", startedMinutesAgo: 60, seenMinutesAgo: 30);
        Assert.Equal(["a"], await MissedAsync());
    }

    [Fact]
    public async Task One_that_never_spoke_again_after_its_start_does_not_replace_itself()
    {
        await DieAsync("a", startedMinutesAgo: 30, seenMinutesAgo: 30);
        Assert.Equal(["a"], await MissedAsync());
    }

    [Theory]
    [InlineData(20261122)]
    [InlineData(1)]
    public async Task As_many_are_missed_as_left_without_a_goodbye_and_were_not_followed(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            await ExecuteAsync("delete from heimdall.workers");
            var expected = await LiveThroughAsync(random);
            Assert.Equal(expected, await MissedAsync());
        }
    }

    /// <summary>Workers of one host that come and go at random; who is missed is told by a stack of those that left.</summary>
    private async Task<List<string>> LiveThroughAsync(Random random)
    {
        var running = new List<(string Id, int Started)>();
        var left = new Stack<(string Id, bool IsMissed)>();
        var now = 10_000;
        for (var step = 0; step < 30; step++)
        {
            now -= random.Next(1, 100);
            if (running.Count == 0 || random.Next(2) == 0)
            {
                running.Add(($"w{step:00}", now));
                left.TryPop(out _);
                continue;
            }

            var (id, started) = running[random.Next(running.Count)];
            running.RemoveAll(worker => worker.Id == id);
            var isMissed = random.Next(3) > 0;
            left.Push((id, isMissed));
            await (isMissed ? DieAsync(id, started, now) : StopAsync(id, started, now));
        }

        foreach (var (id, started) in running)
        {
            await LiveAsync(id, started);
        }

        return [.. left.Where(worker => worker.IsMissed).Select(worker => worker.Id).Order(StringComparer.Ordinal)];
    }

    private async Task<List<string>> MissedAsync()
    {
        var alerts = new AlertStore(_database.Source);
        await alerts.CheckAsync(AlertLimits.Default, CancellationToken.None);
        var open = await alerts.ListAsync(isOpenOnly: true, AlertKind.DeadWorker, null, 100, CancellationToken.None);
        var missed = open.Items.Select(alert => alert.Subject).Order(StringComparer.Ordinal).ToList();

        // The console shows those at work and the same ones.
        var listed = await new WorkerRegistry(_database.Source).ListAsync(100, CancellationToken.None);
        Assert.Equal(missed, listed.Where(worker => worker.SeenAt < TimeProvider.System.GetUtcNow().AddMinutes(-5)).Select(worker => worker.Id).Order(StringComparer.Ordinal));
        return missed;
    }

    private Task DieAsync(string id, int startedMinutesAgo, int seenMinutesAgo) =>
        AddAsync(id, "here", startedMinutesAgo, $"now() - interval '{seenMinutesAgo} minutes'", "null");

    private Task StopAsync(string id, int startedMinutesAgo, int stoppedMinutesAgo) =>
        AddAsync(id, "here", startedMinutesAgo, $"now() - interval '{stoppedMinutesAgo} minutes'", $"now() - interval '{stoppedMinutesAgo} minutes'");

    private Task LiveAsync(string id, int startedMinutesAgo, string host = "here") => AddAsync(id, host, startedMinutesAgo, "now()", "null");

    private Task AddAsync(string id, string host, int startedMinutesAgo, string seenAt, string stoppedAt) => ExecuteAsync($"""
        insert into heimdall.workers (id, host, process_id, version, slots, started_at, seen_at, stopped_at)
        values ('{id}', '{host}', 1, 'test', 2, now() - interval '{startedMinutesAgo} minutes', {seenAt}, {stoppedAt})
        """);

    private async Task ExecuteAsync(string statement)
    {
        await using var command = _database.Source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }
}
