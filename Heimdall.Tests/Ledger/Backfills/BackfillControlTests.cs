using Heimdall.Ledger.Backfills;
using Heimdall.Ledger.Jobs;

namespace Heimdall.Tests.Ledger.Backfills;

public sealed class BackfillControlTests : IAsyncLifetime
{
    private readonly BackfillScenario _scenario = new();

    private BackfillControl Control => _scenario.Control;

    public Task InitializeAsync() => _scenario.InitializeAsync();

    public Task DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public async Task Each_change_is_made_once_and_refused_from_the_wrong_state()
    {
        var planned = await _scenario.Backfills.CreateAsync(BackfillScenario.Over(), CancellationToken.None);
        Assert.IsType<BackfillChange.Refused>(await Control.PauseAsync(planned.Id, "x", CancellationToken.None));
        Assert.IsType<BackfillChange.Refused>(await Control.ResumeAsync(planned.Id, "x", CancellationToken.None));
        Assert.IsType<BackfillChange.Made>(await Control.StartAsync(planned.Id, "x", CancellationToken.None));
        Assert.IsType<BackfillChange.Made>(await Control.StartAsync(planned.Id, "x", CancellationToken.None));
        Assert.IsType<BackfillChange.Made>(await Control.PauseAsync(planned.Id, "x", CancellationToken.None));
        Assert.IsType<BackfillChange.Made>(await Control.PauseAsync(planned.Id, "x", CancellationToken.None));
        Assert.IsType<BackfillChange.Refused>(await Control.StartAsync(planned.Id, "x", CancellationToken.None));
        Assert.IsType<BackfillChange.Made>(await Control.ResumeAsync(planned.Id, "x", CancellationToken.None));
        Assert.IsType<BackfillChange.Made>(await Control.CancelAsync(planned.Id, "x", CancellationToken.None));
        Assert.IsType<BackfillChange.Made>(await Control.CancelAsync(planned.Id, "x", CancellationToken.None));
        var refused = Assert.IsType<BackfillChange.Refused>(await Control.ResumeAsync(planned.Id, "x", CancellationToken.None));
        Assert.Equal(BackfillState.Cancelled, refused.Backfill.State);
        Assert.IsType<BackfillChange.NotFound>(await Control.CancelAsync(Guid.NewGuid(), "x", CancellationToken.None));

        // What changed nothing is in no log.
        Assert.Equal(
            "backfill.create,backfill.start,backfill.pause,backfill.resume,backfill.cancel",
            await _scenario.QueryAsync<string>("select string_agg(action, ',' order by id) from heimdall.audit_log"));
    }

    [Fact]
    public async Task A_pause_holds_what_is_queued_and_a_resume_releases_it()
    {
        await MissingRecordings.AddAsync(_scenario.Source, 50);
        var id = await _scenario.StartAsync(BackfillScenario.Over(batchSize: 10));
        await _scenario.StepAsync(id);
        var running = await _scenario.Ledger.ClaimOneAsync();

        await Control.PauseAsync(id, "tester", CancellationToken.None);
        Assert.Equal(0, await _scenario.WorkOffAsync());
        Assert.IsType<BackfillStep.NotMine>(await _scenario.StepAsync(id));
        Assert.Equal((19, 1), Live(await _scenario.ProgressAsync(id)));

        // What a worker gives back is held like the others.
        await _scenario.Ledger.Queue.ReleaseAsync(running.Lease, CancellationToken.None);
        Assert.Equal(0, await _scenario.WorkOffAsync());
        Assert.Empty(await _scenario.Ledger.Queue.ClaimAsync("w", 10, [LedgerScenario.RfIq], LedgerScenario.LeaseDuration, CancellationToken.None));

        await Control.ResumeAsync(id, "tester", CancellationToken.None);
        Assert.Equal((20, 0), Live(await _scenario.ProgressAsync(id)));
        Assert.Equal(0, await _scenario.QueryAsync<long>("select count(*) from heimdall.extraction_jobs where not_before > now() or announced_at is not null"));
        Assert.Equal((BackfillState.Completed, 50L), await EndOfAsync(id));
    }

    [Fact]
    public async Task What_a_pause_holds_between_two_attempts_is_not_run_now()
    {
        await MissingRecordings.AddAsync(_scenario.Source, 1);
        var id = await _scenario.StartAsync(BackfillScenario.Over());
        await _scenario.StepAsync(id);
        var job = await _scenario.Ledger.ClaimOneAsync();
        await _scenario.Ledger.Queue.RetryAsync(job, "the store is away", TimeSpan.FromMinutes(5), CancellationToken.None);
        await Control.PauseAsync(id, "tester", CancellationToken.None);

        var held = Assert.IsType<JobRetryOutcome.Active>(await new JobRetries(_scenario.Source).RetryAsync(job.Id, "tester", null, CancellationToken.None)).Job;

        Assert.True(held.IsHeld);
        Assert.Equal(0, await _scenario.WorkOffAsync());
        await Control.ResumeAsync(id, "tester", CancellationToken.None);
        Assert.Equal(2, (await _scenario.Ledger.ClaimOneAsync()).Attempt);
    }

    [Fact]
    public async Task A_cancel_ends_the_queued_jobs_and_their_recordings_are_missing_again()
    {
        await MissingRecordings.AddAsync(_scenario.Source, 50);
        var id = await _scenario.StartAsync(BackfillScenario.Over(batchSize: 10));
        await _scenario.StepAsync(id);
        var finishes = await _scenario.Ledger.ClaimOneAsync();
        var givenBack = await _scenario.Ledger.ClaimOneAsync();

        await Control.CancelAsync(id, "tester", CancellationToken.None);
        var statistics = await _scenario.Ledger.StatisticsAsync();
        Assert.Equal((48, 2, 0, 0), ((int)statistics.Missing, (int)statistics.Extracting, (int)statistics.Queued, (int)statistics.Failed));

        await _scenario.Ledger.SettleAsync(finishes);
        await _scenario.Ledger.Queue.RetryAsync(givenBack, "the store is down", TimeSpan.Zero, CancellationToken.None);
        Assert.Equal(1, await _scenario.Steps.SweepAsync(CancellationToken.None));

        statistics = await _scenario.Ledger.StatisticsAsync();
        Assert.Equal((49, 1, 0), ((int)statistics.Missing, (int)statistics.RecordingsWithFeatures, (int)statistics.Failed));
        var progress = await _scenario.ProgressAsync(id);
        Assert.Equal((1L, 19L, 0L, 0L), (progress.Done, progress.Cancelled, progress.Waiting, progress.Extracting));
        Assert.Equal(19, await _scenario.QueryAsync<long>("select count(*) from heimdall.finished_jobs where status = 'cancelled' and error_kind = 'cancelled'"));
    }

    [Fact]
    public async Task A_cancel_during_a_step_waits_for_it_and_leaves_nothing_queued()
    {
        await MissingRecordings.AddAsync(_scenario.Source, 500);
        for (var round = 0; round < 20; round++)
        {
            var id = await _scenario.StartAsync(BackfillScenario.Over(batchSize: 20));
            await Task.WhenAll(_scenario.StepAsync(id), Control.CancelAsync(id, "tester", CancellationToken.None), _scenario.StepAsync(id));
            Assert.Equal(0, await _scenario.QueryAsync<long>("select count(*) from heimdall.extraction_jobs"));
            var (backfill, progress) = (await _scenario.FindAsync(id), await _scenario.ProgressAsync(id));
            Assert.Equal((BackfillState.Cancelled, backfill.Queued), (backfill.State, progress.Cancelled));
        }

        Assert.Equal(500, (await _scenario.Ledger.StatisticsAsync()).Missing);
    }

    [Fact]
    public async Task Pauses_and_returned_jobs_at_the_same_moment_leave_no_job_that_is_not_held()
    {
        await MissingRecordings.AddAsync(_scenario.Source, 20);
        var id = await _scenario.StartAsync(BackfillScenario.Over(batchSize: 10));
        await _scenario.StepAsync(id);
        for (var round = 0; round < 15; round++)
        {
            var held = await _scenario.Ledger.Queue.ClaimAsync("w", 5, [LedgerScenario.RfIq], LedgerScenario.LeaseDuration, CancellationToken.None);
            await Task.WhenAll([
                Control.PauseAsync(id, "tester", CancellationToken.None),
                .. held.Select(job => _scenario.Ledger.Queue.ReleaseAsync(job.Lease, CancellationToken.None)),
            ]);
            Assert.Equal(0, await _scenario.QueryAsync<long>("select count(*) from heimdall.extraction_jobs where status = 'queued' and not_before < 'infinity'"));
            await Control.ResumeAsync(id, "tester", CancellationToken.None);
        }
    }

    [Fact]
    public async Task The_task_of_all_backfills_ends_with_the_last_of_them()
    {
        await MissingRecordings.AddAsync(_scenario.Source, 30);
        var run = await _scenario.Backfills.StartAllAsync([BackfillScenario.Over(batchSize: 10)], "tester", CancellationToken.None);
        var id = await _scenario.QueryAsync<Guid>("select id from heimdall.backfills");
        Assert.Equal("queued", await TaskAsync("status", run.Id));
        await _scenario.StepAsync(id);
        Assert.Equal("running", await TaskAsync("status", run.Id));
        await _scenario.RunToItsEndAsync(id);
        Assert.Equal("success", await TaskAsync("status", run.Id));
        Assert.Equal("""{"num_batches": 3, "total_recordings": 30, "total_tasks_queued": 30}""", await TaskAsync("result", run.Id));

        await _scenario.ExecuteAsync("delete from heimdall.measurement_features");
        var second = await _scenario.Backfills.StartAllAsync([BackfillScenario.Over(batchSize: 10)], "tester", CancellationToken.None);
        await Control.CancelAsync(await _scenario.QueryAsync<Guid>("select id from heimdall.backfills order by id desc limit 1"), "tester", CancellationToken.None);
        Assert.Equal("error", await TaskAsync("status", second.Id));
        Assert.Equal("The backfill was cancelled", await TaskAsync("error", second.Id));
    }

    [Fact]
    public async Task Failures_are_counted_by_kind_and_the_counts_survive_the_jobs()
    {
        await MissingRecordings.AddAsync(_scenario.Source, 30);
        var id = await _scenario.StartAsync(BackfillScenario.Over(batchSize: 20));
        await _scenario.StepAsync(id);
        await _scenario.WorkOffAsync(limit: 4, JobStatus.Failed);
        await _scenario.RunToItsEndAsync(id);
        await _scenario.ExecuteAsync("delete from heimdall.finished_jobs");
        Assert.True(await _scenario.Steps.CompactAsync(CancellationToken.None) > 1);

        var progress = await _scenario.ProgressAsync(id);
        Assert.Equal((26L, 4L), (progress.Done, progress.Failed));
        Assert.Equal(4, progress.FailuresByKind["data"]);
    }

    private static (int Waiting, int Extracting) Live(BackfillProgress progress) => ((int)progress.Waiting, (int)progress.Extracting);

    private async Task<(string State, long Done)> EndOfAsync(Guid id) => ((await _scenario.RunToItsEndAsync(id)).State, (await _scenario.ProgressAsync(id)).Done);

    private Task<string?> TaskAsync(string column, Guid id) => _scenario.QueryAsync<string>($"select {column}::text from heimdall.task_runs where id = '{id}'");
}
