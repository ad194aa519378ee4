using Heimdall.Extractor.Scheduling;
using Heimdall.Ledger.Backfills;
using Heimdall.Tests.Ledger;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Extractor.Scheduling;

public sealed class BackfillStepperTests : IAsyncLifetime
{
    private readonly WorkerScenario _scenario = new();

    public Task InitializeAsync() => _scenario.InitializeAsync();

    public Task DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public async Task Workers_that_come_and_go_bring_a_backfill_to_its_end()
    {
        await using var first = _scenario.NewWorker();
        await RunBatchesAheadAsync(first);
        await MissingAsync(24);
        var id = await StartAsync(first, batchSize: 3);
        await first.StartAsync();
        await Eventually.HoldsAsync(async () => await DoneAsync(id) >= 3, TimeSpan.FromSeconds(60), () => "some are done");
        await first.StopAsync();

        await using var second = _scenario.NewWorker();
        await using var third = _scenario.NewWorker();
        await second.StartAsync();
        await third.StartAsync();
        await Eventually.HoldsAsync(
            async () => (await FindAsync(second, id)).State == BackfillState.Completed, TimeSpan.FromSeconds(60), () => string.Join('\n', second.Log.Lines.Select(line => line.Text)));
        Assert.Equal(24, await DoneAsync(id));
        Assert.Equal((24, 100.0), ((int)(await _scenario.Ledger.StatisticsAsync()).RecordingsWithFeatures, (await _scenario.Ledger.StatisticsAsync()).CoveragePercent));
        Assert.Equal(1, await _scenario.QueryAsync<long>("select max(n) from (select count(*) as n from heimdall.jobs where backfill_id is not null group by subject_id) j"));
    }

    [Fact]
    public async Task A_stop_at_the_limit_is_a_warning()
    {
        await MissingAsync(5);
        await using var worker = _scenario.NewWorker();
        var id = await StartAsync(worker, batchSize: 2, maxBatches: 2);
        Assert.Equal(4, await worker.Get<BackfillStepper>().RunOnceAsync(CancellationToken.None));
        Assert.Equal(BackfillState.Stopped, (await FindAsync(worker, id)).State);
        Assert.Contains(worker.Log.Lines, line => line.Text.StartsWith($"Backfill {id} stopped after 2 batches of 2", StringComparison.Ordinal));
    }

    /// <summary>The batch extraction would take everything before the backfill: its slots of these minutes are run while nothing is missing.</summary>
    private static async Task RunBatchesAheadAsync(TestWorker worker)
    {
        var batches = worker.Get<BatchExtraction>();
        foreach (var ahead in Enumerable.Range(0, 3))
        {
            Assert.True(await worker.Get<TaskRunner>().RunDueAsync(batches, TimeProvider.System.GetUtcNow() + (ahead * batches.Interval), CancellationToken.None));
        }
    }

    private static async Task<Guid> StartAsync(TestWorker worker, int batchSize, int maxBatches = 1000)
    {
        var asked = new NewBackfill(LedgerScenario.RfIq, null, null, null, batchSize, maxBatches, "tester");
        var backfill = await worker.Get<BackfillStore>().CreateAsync(asked, CancellationToken.None);
        await worker.Get<BackfillControl>().StartAsync(backfill.Id, "tester", CancellationToken.None);
        return backfill.Id;
    }

    private static async Task<Backfill> FindAsync(TestWorker worker, Guid id) =>
        await worker.Get<BackfillStore>().FindAsync(id, CancellationToken.None) ?? throw new InvalidOperationException("The backfill is gone.");

    private Task<long> DoneAsync(Guid id) =>
        _scenario.QueryAsync<long>($"select coalesce(sum(jobs), 0)::bigint from heimdall.backfill_outcomes where backfill_id = '{id}' and status = 'completed'");

    private async Task MissingAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _scenario.CompleteSessionAsync(TestRecording.Tone(samples: 2000));
        }

        await _scenario.ExecuteAsync("delete from heimdall.extraction_jobs");
    }
}
