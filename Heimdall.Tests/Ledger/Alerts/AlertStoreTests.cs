using Heimdall.Ledger.Alerts;
using Heimdall.Ledger.Tasks;
using Heimdall.Tests.Ledger.Backfills;

namespace Heimdall.Tests.Ledger.Alerts;

public sealed class AlertStoreTests : IAsyncLifetime
{
    private static readonly AlertLimits Limits = new(
        FailureWindow: TimeSpan.FromMinutes(15),
        FailureSharePercent: 20,
        FailureMinimum: 3,
        UnannouncedAfter: TimeSpan.FromMinutes(2),
        WorkerSilentAfter: TimeSpan.FromMinutes(2));

    private readonly BackfillScenario _scenario = new();

    private AlertStore Alerts => new(_scenario.Source);

    private ScheduleStore Schedules => new(_scenario.Source);

    public Task InitializeAsync() => _scenario.InitializeAsync();

    public Task DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public async Task Where_nothing_is_wrong_nothing_is_raised()
    {
        await _scenario.Ledger.CompleteSessionAsync();
        var changes = await CheckAsync();
        Assert.Empty(changes.Raised);
        Assert.Empty(changes.Resolved);
    }

    [Fact]
    public async Task Too_many_failures_raise_one_alert_that_counts_up_and_resolves_by_itself()
    {
        await SettleAsync(failed: 3, completed: 12);
        var raised = Assert.Single((await CheckAsync()).Raised);
        Assert.Equal((AlertKind.FailedExtractions, "3 of 15 extractions of rf.iq failed in the last 15 minutes"), (raised.Kind, raised.Condition.Message));
        Assert.Equal("""{"total": 15, "failed": 3, "by_error_kind": {"data": 3}}""", raised.Condition.Detail.GetRawText());
        Assert.Empty((await CheckAsync()).Raised);
        var open = Assert.Single(await ListAsync(isOpenOnly: true));
        Assert.Equal((2, null), (open.Count, open.ResolvedAt));

        await SettleAsync(failed: 0, completed: 5);
        Assert.Equal(open.Id, Assert.Single((await CheckAsync()).Resolved).Id);
        Assert.Empty(await ListAsync(isOpenOnly: true));
        Assert.NotNull(Assert.Single(await ListAsync(isOpenOnly: false)).ResolvedAt);

        // The next time is another alert.
        await SettleAsync(failed: 3, completed: 0);
        Assert.NotEqual(open.Id, Assert.Single(await ListAfterCheckAsync()).Id);
    }

    [Fact]
    public async Task Pictures_that_succeed_do_not_hide_that_features_fail()
    {
        await SettleAsync(failed: 0, completed: 13);
        await _scenario.ExecuteAsync("update heimdall.finished_jobs set feature_set = 'rf.waterfall'");
        await SettleAsync(failed: 3, completed: 0);
        Assert.Equal("rf.iq", Assert.Single((await CheckAsync()).Raised).Condition.Subject);
    }

    [Theory]
    [InlineData(2, 0, 0)]
    [InlineData(3, 13, 0)]
    [InlineData(3, 12, 20)]
    public async Task Few_or_rare_or_old_failures_are_none(int failed, int completed, int minutesAgo)
    {
        await SettleAsync(failed, completed);
        await _scenario.ExecuteAsync($"update heimdall.finished_jobs set completed_at = now() - interval '{minutesAgo} minutes'");
        Assert.Empty((await CheckAsync()).Raised);
    }

    [Fact]
    public async Task A_slot_that_nobody_ran_raises_an_alert_of_its_task()
    {
        var last = await ScheduleAsync("batch_extraction");

        // The next one has run already, so that it does not matter when within a slot the test runs.
        foreach (var slot in new[] { 1, 0, -2, -3 })
        {
            await RunSlotAsync(last.AddMinutes(5 * slot));
        }

        var raised = Assert.Single((await CheckAsync()).Raised);
        var missed = last.AddMinutes(-5);
        Assert.Equal(
            (AlertKind.MissedSchedule, "batch_extraction", $"The task batch_extraction was due at {missed:yyyy-MM-dd'T'HH:mm:ss'Z'} and was not run"),
            (raised.Kind, raised.Condition.Subject, raised.Condition.Message));
        await RunSlotAsync(missed);
        Assert.Single((await CheckAsync()).Resolved);
    }

    [Fact]
    public async Task A_task_that_is_due_and_never_ran_raises_an_alert()
    {
        await ScheduleAsync("never_ran");
        Assert.Equal("never_ran", Assert.Single((await CheckAsync()).Raised).Condition.Subject);
    }

    [Fact]
    public async Task Another_interval_is_no_missed_slot()
    {
        await ScheduleAsync("batch_extraction");
        await Schedules.RegisterAsync([("batch_extraction", TimeSpan.FromMinutes(1)), ("new_task", TimeSpan.FromMinutes(1))], CancellationToken.None);
        Assert.Empty((await CheckAsync()).Raised);

        // Whoever says the same again changes nothing.
        await _scenario.ExecuteAsync("update heimdall.schedules set interval_since = now() - interval '1 day' where task = 'batch_extraction'");
        await Schedules.RegisterAsync([("batch_extraction", TimeSpan.FromMinutes(1))], CancellationToken.None);
        Assert.Equal("batch_extraction", Assert.Single((await CheckAsync()).Raised).Condition.Subject);
    }

    [Fact]
    public async Task Jobs_that_nobody_announces_raise_an_alert_and_held_ones_do_not()
    {
        await _scenario.Ledger.CompleteSessionAsync();
        await _scenario.ExecuteAsync("update heimdall.extraction_jobs set queued_at = now() - interval '3 minutes', not_before = 'infinity'");
        Assert.Empty((await CheckAsync()).Raised);
        await _scenario.ExecuteAsync("update heimdall.extraction_jobs set not_before = now() - interval '3 minutes'");
        var raised = Assert.Single((await CheckAsync()).Raised);
        Assert.StartsWith("1 queued jobs have not been announced", raised.Condition.Message, StringComparison.Ordinal);
        await _scenario.ExecuteAsync("update heimdall.extraction_jobs set announced_at = now()");
        Assert.Single((await CheckAsync()).Resolved);
    }

    [Fact]
    public async Task A_silent_worker_raises_an_alert_until_a_later_one_has_its_place()
    {
        await WorkerAsync("stopped", seenMinutesAgo: 5, stopped: true);
        await WorkerAsync("alive", seenMinutesAgo: 0);
        await WorkerAsync("dead", seenMinutesAgo: 5);
        Assert.Equal("dead", Assert.Single((await CheckAsync()).Raised).Condition.Subject);
        await WorkerAsync("new", seenMinutesAgo: 0, startedMinutesAgo: 1);
        Assert.Equal("dead", Assert.Single((await CheckAsync()).Resolved).Subject);

        // Everything is shut down: nobody misses the one that had been replaced.
        await _scenario.ExecuteAsync("update heimdall.workers set stopped_at = now() where id <> 'dead'");
        Assert.Empty((await CheckAsync()).Raised);
    }

    [Fact]
    public async Task A_backfill_that_stopped_at_its_limit_raises_an_alert_until_the_rest_is_taken()
    {
        await MissingRecordings.AddAsync(_scenario.Source, 30);
        var id = await _scenario.StartAsync(BackfillScenario.Over(batchSize: 10, maxBatches: 2));
        await _scenario.RunToItsEndAsync(id);
        var raised = Assert.Single((await CheckAsync()).Raised);
        Assert.Equal((AlertKind.StoppedBackfill, $"backfill/{id}", AlertSeverity.Warning), (raised.Kind, raised.Condition.Subject, raised.Severity));
        await _scenario.StartAsync(BackfillScenario.Over());
        Assert.Single((await CheckAsync()).Resolved);
    }

    [Fact]
    public async Task The_first_operator_who_acknowledges_counts_and_is_in_the_audit_log()
    {
        await SettleAsync(failed: 3, completed: 0);
        await CheckAsync();
        var id = Assert.Single(await ListAsync(isOpenOnly: true)).Id;
        Assert.Equal("one", (await Alerts.AcknowledgeAsync(id, "one", CancellationToken.None))?.AcknowledgedBy);
        Assert.Equal("one", (await Alerts.AcknowledgeAsync(id, "two", CancellationToken.None))?.AcknowledgedBy);
        Assert.Null(await Alerts.AcknowledgeAsync(Guid.NewGuid(), "one", CancellationToken.None));
        Assert.Equal("one alert.acknowledge", await _scenario.QueryAsync<string>("select string_agg(actor || ' ' || action, ',') from heimdall.audit_log where action like 'alert.%'"));
        Assert.Single(await ListAsync(isOpenOnly: true));
    }

    [Fact]
    public async Task Looks_at_the_same_moment_raise_one_alert()
    {
        await SettleAsync(failed: 3, completed: 0);
        var changes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CheckAsync()));
        Assert.Equal(1, changes.Sum(change => change.Raised.Count));
        Assert.Equal(8, Assert.Single(await ListAsync(isOpenOnly: true)).Count);
    }

    private Task<AlertChanges> CheckAsync() => Alerts.CheckAsync(Limits, CancellationToken.None);

    /// <summary>A task that has been due every five minutes for a day.</summary>
    /// <returns>The last slot that it must have been run for.</returns>
    private async Task<DateTimeOffset> ScheduleAsync(string task)
    {
        await Schedules.RegisterAsync([(task, TimeSpan.FromMinutes(5))], CancellationToken.None);
        await _scenario.ExecuteAsync("update heimdall.schedules set interval_since = now() - interval '1 day'");
        var ago = await _scenario.QueryAsync<long>("select floor(extract(epoch from now() - interval '1 minute'))::bigint");
        return DateTimeOffset.FromUnixTimeSeconds(ago - (ago % 300));
    }

    private async Task<IReadOnlyList<Alert>> ListAfterCheckAsync()
    {
        await CheckAsync();
        return await ListAsync(isOpenOnly: true);
    }

    private async Task<IReadOnlyList<Alert>> ListAsync(bool isOpenOnly) =>
        (await Alerts.ListAsync(isOpenOnly, null, null, 100, CancellationToken.None)).Items;

    private async Task SettleAsync(int failed, int completed)
    {
        for (var i = 0; i < failed + completed; i++)
        {
            await _scenario.Ledger.CompleteSessionAsync(receivers: 1);
        }

        Assert.Equal(failed, await _scenario.WorkOffAsync(failed, "failed"));
        Assert.Equal(completed, await _scenario.WorkOffAsync(completed));
    }

    private Task RunSlotAsync(DateTimeOffset dueAt) => _scenario.ExecuteAsync($"""
        insert into heimdall.task_runs (id, task, due_at, requested_by, status, completed_at)
        values (heimdall.uuid_v7(), 'batch_extraction', '{dueAt:O}', 'schedule', 'success', now())
        """);

    private Task WorkerAsync(string id, int seenMinutesAgo, bool stopped = false, int startedMinutesAgo = 60) => _scenario.ExecuteAsync($"""
        insert into heimdall.workers (id, host, process_id, version, slots, started_at, seen_at, stopped_at)
        values ('{id}', 'host', 1, 'test', 2, now() - interval '{startedMinutesAgo} minutes', now() - interval '{seenMinutesAgo} minutes', {(stopped ? "now()" : "null")})
        """);
}
