using Dapper;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger.Jobs;

public sealed class BatchQueueTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    private LedgerScenario Scenario => new(_database.Source);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_batch_takes_the_newest_and_a_fifth_of_the_oldest()
    {
        var sessions = await MissingSessionsAsync(20);
        Assert.Equal(new BatchReport(10, 10), await Scenario.Batches.EnqueueMissingAsync(LedgerScenario.RfIq, 10, "schedule", CancellationToken.None));

        var queued = (await Scenario.Jobs.ListAsync(new JobFilter(Lane: "backfill"), null, 100, CancellationToken.None)).Items.Select(job => job.SubjectId).ToHashSet();
        Assert.Equal([.. sessions[..2], .. sessions[12..]], sessions.Where(queued.Contains));
    }

    [Fact]
    public async Task What_is_queued_running_done_or_failed_is_never_picked()
    {
        await Scenario.CompleteSessionAsync();
        await Scenario.CompleteSessionAsync();
        await Scenario.CompleteSessionAsync();
        await Scenario.CompleteSessionAsync();
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync());
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync(), failed: 2);
        await Scenario.ClaimOneAsync();

        Assert.Equal(new BatchReport(0, 0), await Scenario.Batches.EnqueueMissingAsync(LedgerScenario.RfIq, 50, "schedule", CancellationToken.None));
    }

    [Fact]
    public async Task Batches_that_run_together_queue_everything_once()
    {
        await MissingSessionsAsync(30);
        var reports = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Scenario.Batches.EnqueueMissingAsync(LedgerScenario.RfIq, 50, "schedule", CancellationToken.None)));
        Assert.Equal(30, reports.Sum(report => report.Queued));
        Assert.Equal(30, (await Scenario.StatisticsAsync()).Queued);
    }

    [Fact]
    public async Task A_recording_that_the_database_refuses_does_not_stop_the_others_and_is_found_once_a_run()
    {
        var sessions = await MissingSessionsAsync(20);
        await using (var connection = await _database.Source.OpenConnectionAsync())
        {
            await connection.ExecuteAsync($"""
                create function poison() returns trigger language plpgsql as $$
                begin
                  if new.subject_id in ('{sessions[^1]}', '{sessions[^2]}') then raise exception 'poisoned' using errcode = 'check_violation'; end if;
                  return new;
                end $$;
                create trigger poison before insert on heimdall.extraction_jobs for each row execute function poison();
                """);
        }

        var (first, next) = await Scenario.Batches.EnqueueMissingAsync(LedgerScenario.RfIq, 10, BatchPosition.Start, "schedule", CancellationToken.None);
        Assert.Equal(new BatchReport(10, 8, 2), first);
        var (second, _) = await Scenario.Batches.EnqueueMissingAsync(LedgerScenario.RfIq, 50, next, "schedule", CancellationToken.None);
        Assert.Equal(new BatchReport(10, 10), second);
        var statistics = await Scenario.StatisticsAsync();
        Assert.Equal((18, 2), ((int)statistics.Queued, (int)statistics.Missing));
    }

    /// <summary>Sessions that lack features and jobs, the oldest first.</summary>
    private async Task<List<Guid>> MissingSessionsAsync(int count)
    {
        var sessions = new List<Guid>();
        for (var i = 0; i < count; i++)
        {
            sessions.Add((await Scenario.CompleteSessionAsync(receivers: 1, start: new DateTimeOffset(2026, 1, 1 + i, 0, 0, 0, TimeSpan.Zero))).Id);
        }

        await using var connection = await _database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync("delete from heimdall.extraction_jobs");
        Assert.Equal(count, (await Scenario.StatisticsAsync()).Missing);
        return sessions;
    }
}
