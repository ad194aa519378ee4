using Heimdall.Extractor.Scheduling;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Sessions;
using Heimdall.Ledger.Tasks;

namespace Heimdall.Tests.Extractor.Scheduling;

public sealed class BatchExtractionTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly WorkerScenario _scenario = new();

    public Task InitializeAsync() => _scenario.InitializeAsync();

    public Task DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public async Task A_run_queues_batches_until_one_finds_less_than_it_could_take()
    {
        await MissingAsync(23);
        await using var worker = _scenario.NewWorker();

        Assert.Equal(new BatchExtractionResult(23, 23), await RunAsync(worker, new BatchExtractionParameters(10, 5)));
        Assert.Equal(new BatchExtractionResult(0, 0), await RunAsync(worker, new BatchExtractionParameters(10, 5)));
        Assert.Contains(worker.Log.Lines, line => line.Text == "batch feature extraction: found 23, queued 23");
        Assert.Equal(23, (await _scenario.Ledger.StatisticsAsync()).Queued);
    }

    [Theory]
    [InlineData(5, 2)]
    [InlineData(2, 5)]
    [InlineData(1, 10)]
    public async Task A_run_takes_the_newest_and_a_fifth_from_the_oldest_however_small_its_batches(int batchSize, int batches)
    {
        var sessions = await MissingAsync(20);
        await using var worker = _scenario.NewWorker();

        Assert.Equal(new BatchExtractionResult(10, 10), await RunAsync(worker, new BatchExtractionParameters(batchSize, batches)));

        var queued = (await _scenario.Ledger.Jobs.ListAsync(new JobFilter(), null, 100, CancellationToken.None)).Items.Select(job => job.SubjectId).ToHashSet();
        Assert.Equal([.. sessions[..2], .. sessions[12..]], sessions.Where(queued.Contains));
    }

    [Fact]
    public async Task A_batch_that_fails_does_not_stop_the_others()
    {
        await MissingAsync(6);
        await FailNextQueuesAsync(1);
        await using var worker = _scenario.NewWorker();

        Assert.Equal(new BatchExtractionResult(6, 6), await RunAsync(worker, new BatchExtractionParameters(3, 4)));
        Assert.Contains(worker.Log.Lines, line => line.Text.StartsWith("Batch 1 of 4 of rf.iq 1 failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_all_of_whose_batches_fail_fails()
    {
        await MissingAsync(6);
        await FailNextQueuesAsync(1000);
        await using var worker = _scenario.NewWorker();
        var request = await RequestAsync(worker, new BatchExtractionParameters(3, 2));

        Assert.Equal(1, await worker.Get<RequestedTasks>().RunOnceAsync(CancellationToken.None));

        var run = await worker.Get<TaskRunStore>().FindAsync(request.Id, CancellationToken.None);
        Assert.Equal(TaskRunStatus.Error, run?.Status);
        Assert.StartsWith("None of 2 batches could be queued", run?.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_is_run_once_and_answers_with_what_it_did()
    {
        await MissingAsync(4);
        await using var one = _scenario.NewWorker();
        await using var two = _scenario.NewWorker();
        var request = await RequestAsync(one, new BatchExtractionParameters(50, 5));

        var runs = await Task.WhenAll(one.Get<RequestedTasks>().RunOnceAsync(CancellationToken.None), two.Get<RequestedTasks>().RunOnceAsync(CancellationToken.None));

        Assert.Equal(1, runs.Sum());
        var run = await one.Get<TaskRunStore>().FindAsync(request.Id, CancellationToken.None);
        Assert.Equal((TaskRunStatus.Success, 1), (run?.Status, run?.Attempt));
        Assert.Equal("""{"total_found": 4, "tasks_queued": 4}""", run?.Result?.GetRawText().Replace("\n", "", StringComparison.Ordinal), SameJson);
    }

    [Fact]
    public async Task Of_many_workers_one_runs_a_slot_of_the_clock()
    {
        await MissingAsync(3);
        var workers = Enumerable.Range(0, 5).Select(_ => _scenario.NewWorker()).ToList();

        var ran = await Task.WhenAll(workers.Select(worker =>
            worker.Get<TaskRunner>().RunDueAsync(worker.Get<BatchExtraction>(), Noon.AddSeconds(1), CancellationToken.None)));

        Assert.Single(ran, isMine => isMine);
        Assert.Equal(1, await _scenario.QueryAsync<long>("select count(*) from heimdall.task_runs where task = 'batch_extraction' and status = 'success'"));
        Assert.True(await workers[0].Get<TaskRunner>().RunDueAsync(workers[0].Get<BatchExtraction>(), Noon.AddMinutes(5), CancellationToken.None));
        foreach (var worker in workers)
        {
            await worker.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_was_queued_is_extracted_and_the_statistics_stay_exact()
    {
        await MissingAsync(5);
        await using var worker = _scenario.NewWorker();
        Assert.Equal(5, (await _scenario.Ledger.StatisticsAsync()).Missing);
        await RunAsync(worker, new BatchExtractionParameters());
        await worker.Get<CoverageCompaction>().RunOnceAsync(CancellationToken.None);
        await worker.WorkOffAllAsync();
        await worker.Get<CoverageCompaction>().RunOnceAsync(CancellationToken.None);

        var statistics = await _scenario.Ledger.StatisticsAsync();
        Assert.Equal((5, 5, 100.0), (statistics.TotalRecordings, statistics.RecordingsWithFeatures, statistics.CoveragePercent));
    }

    [Fact]
    public async Task Housekeeping_makes_the_months_to_come()
    {
        var name = await _scenario.QueryAsync<string>("select 'heimdall.finished_jobs_' || to_char((now() at time zone 'UTC') + interval '2 months', 'YYYY_MM')");
        await _scenario.ExecuteAsync($"drop table {name}");
        await using var worker = _scenario.NewWorker();

        await worker.Get<TaskRunner>().RunDueAsync(worker.Get<Housekeeping>(), Noon, CancellationToken.None);

        Assert.True(await _scenario.QueryAsync<bool>($"select to_regclass('{name}') is not null"));
    }

    private static Task<BatchExtractionResult> RunAsync(TestWorker worker, BatchExtractionParameters parameters) =>
        worker.Get<BatchExtraction>().RunAsync(parameters, "tester", CancellationToken.None);

    private static Task<TaskRun> RequestAsync(TestWorker worker, BatchExtractionParameters parameters) =>
        worker.Get<TaskRunStore>().RequestAsync(TaskName.BatchExtraction, parameters, "tester", CancellationToken.None);

    private static bool SameJson(string? a, string? b) =>
        System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(a ?? ""), System.Text.Json.Nodes.JsonNode.Parse(b ?? ""));

    /// <summary>Sessions that lack features and jobs, the oldest first.</summary>
    private async Task<List<Guid>> MissingAsync(int count)
    {
        var sessions = new List<Session>();
        for (var i = 0; i < count; i++)
        {
            sessions.Add(await _scenario.CompleteSessionAsync(TestRecording.Tone(samples: 2000)));
        }

        await _scenario.ExecuteAsync("delete from heimdall.extraction_jobs");
        return sessions.ConvertAll(session => session.Id);
    }

    /// <summary>Makes the database refuse the next jobs, as one without resources does. A sequence is not rolled back.</summary>
    private Task FailNextQueuesAsync(int count) => _scenario.ExecuteAsync($"""
        create sequence refusals;
        create function refuse() returns trigger language plpgsql as $$
        begin
          if nextval('refusals') <= {count} then raise exception 'no more room' using errcode = '53200'; end if;
          return null;
        end $$;
        create trigger refuse before insert on heimdall.extraction_jobs for each statement execute function refuse();
        """);
}
