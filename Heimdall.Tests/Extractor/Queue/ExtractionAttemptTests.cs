using Heimdall.Extractor;
using Heimdall.Extractor.Queue;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Objects;
using Heimdall.Tests.Ledger;
using Heimdall.Tests.Servers;
using Microsoft.Extensions.Logging;

namespace Heimdall.Tests.Extractor.Queue;

/// <summary>What becomes of a job whose attempt does not simply succeed.</summary>
public sealed class ExtractionAttemptTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly WorkerScenario _scenario = new();

    public Task InitializeAsync() => _scenario.InitializeAsync();

    public Task DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public async Task A_store_out_of_reach_is_tried_again_and_at_last_fails_the_job()
    {
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone());
        _scenario.Store.BeforeOpen = static (_, _) => throw new ObjectStoreUnavailableException("The store is on fire");
        for (var attempt = 1; attempt < 5; attempt++)
        {
            Assert.Equal(1, await WorkOffByAnotherAsync());
            var waiting = await _scenario.JobOfAsync(session);
            Assert.Equal((JobStatus.Queued, attempt), (waiting.Status, waiting.Attempt));
            Assert.True(waiting.NotBefore >= waiting.QueuedAt);
            await _scenario.MakeAllDueAsync();
        }

        Assert.Equal(1, await WorkOffByAnotherAsync());
        var failed = await _scenario.JobOfAsync(session);
        Assert.Equal((JobStatus.Failed, JobErrorKind.Infrastructure, 5, "The store is on fire"), (failed.Status, failed.ErrorKind, failed.Attempt, failed.ErrorMessage));
        Assert.Equal(["retry", "retry", "retry", "retry", "failed"], (await _scenario.AttemptsOfAsync(session)).Select(attempt => attempt.Outcome));
        Assert.Equal(1, (await _scenario.Ledger.StatisticsAsync()).Failed);

        // One that saw the fault itself would wait before it tries again.
        async Task<int> WorkOffByAnotherAsync()
        {
            await using var worker = _scenario.NewWorker(new ExtractionOptions { RetryDelay = TimeSpan.FromHours(1), MaxRetryDelay = TimeSpan.FromHours(1) });
            return await worker.WorkOffAllAsync();
        }
    }

    [Fact]
    public async Task A_store_that_comes_back_is_as_if_nothing_had_been()
    {
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone(), TestRecording.Noise());
        _scenario.Store.BeforeOpen = static (_, _) => throw new ObjectStoreUnavailableException("The store is on fire");
        await using var worker = _scenario.NewWorker();
        await worker.WorkOffOnceAsync();
        _scenario.Store.BeforeOpen = null;
        await _scenario.MakeAllDueAsync();
        await Eventually.HoldsAsync(async () => await worker.WorkOffAllAsync() > 0, Deadline, worker.Log.Tail);

        var job = await _scenario.JobOfAsync(session);
        Assert.Equal((JobStatus.Completed, 2), (job.Status, job.Attempt));
        Assert.Equal(1, (await _scenario.Ledger.StatisticsAsync()).RecordingsWithFeatures);
    }

    [Fact]
    public async Task What_the_program_does_wrong_with_one_recording_is_said_in_its_row_and_takes_no_other_with_it()
    {
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone(), TestRecording.Noise());
        var opened = 0;
        _scenario.Store.BeforeOpen = (_, _) => Interlocked.Increment(ref opened) == 1 ? throw new NotSupportedException("a bug") : Task.CompletedTask;
        await using var worker = _scenario.NewWorker();
        await worker.WorkOffAllAsync();

        Assert.Equal((JobStatus.Completed, 1), ((await _scenario.JobOfAsync(session)).Status, (await _scenario.JobOfAsync(session)).Attempt));
        var receivers = await _scenario.Ledger.Features.ListReceiversAsync(session.Id, LedgerScenario.RfIq, CancellationToken.None);
        var bad = Assert.Single(receivers, receiver => receiver.Status == "failed");
        Assert.Equal(("internal_error", "Extraction failed unexpectedly: NotSupportedException: a bug"), (bad.ErrorCode, bad.ErrorMessage));
        Assert.Contains(worker.Log.Lines, line => line.Level == LogLevel.Error && line.Text.Contains("a bug", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_in_which_the_program_does_everything_wrong_fails_at_once_and_says_so()
    {
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone());
        _scenario.Store.BeforeOpen = static (_, _) => throw new NotSupportedException("a bug");
        await using var worker = _scenario.NewWorker();
        await worker.WorkOffAllAsync();

        var job = await _scenario.JobOfAsync(session);
        Assert.Equal((JobStatus.Failed, JobErrorKind.Program, 1), (job.Status, job.ErrorKind, job.Attempt));
        Assert.Contains("NotSupportedException: a bug", job.ErrorMessage, StringComparison.Ordinal);
        await _scenario.Ledger.StatisticsAsync();
    }

    [Fact]
    public async Task A_result_that_the_database_refuses_fails_its_job_at_once_and_no_other()
    {
        var bad = await _scenario.CompleteSessionAsync(TestRecording.Tone());
        var good = await _scenario.CompleteSessionAsync(TestRecording.Noise());
        await _scenario.ExecuteAsync($"""
            create function refuse() returns trigger language plpgsql as $$
            begin
              raise exception 'no such result is wanted' using errcode = '23514', detail = 'secret values';
            end $$;
            create trigger refuse before insert on heimdall.measurement_features for each row
              when (new.recording_session_id = '{bad.Id}' and not new.extraction_failed) execute function refuse();
            """);
        await using var worker = _scenario.NewWorker(new ExtractionOptions { Slots = 2 });
        await worker.WorkOffAllAsync();

        var refused = await _scenario.JobOfAsync(bad);
        Assert.Equal(
            (JobStatus.Failed, JobErrorKind.Program, 1, "The database refused the result: no such result is wanted (SQLSTATE 23514)"),
            (refused.Status, refused.ErrorKind, refused.Attempt, refused.ErrorMessage));
        Assert.True((await _scenario.FeaturesOfAsync(bad))?.ExtractionFailed);
        Assert.Equal(JobStatus.Completed, (await _scenario.JobOfAsync(good)).Status);
        await _scenario.Ledger.StatisticsAsync();
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_changes_nothing()
    {
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone());
        var (entered, release) = BlockReading();
        await using var late = _scenario.NewWorker();
        await late.Jobs.RunOnceAsync(CancellationToken.None);
        await entered.WaitAsync(Deadline);

        // The late one does not hear of it: its lease goes to another worker, who finishes the job.
        await _scenario.ExpireAllLeasesAsync();
        await using var rescuing = _scenario.NewWorker();
        Assert.Single((await rescuing.Get<Rescuer>().RunOnceAsync(CancellationToken.None))!.Requeued);
        _scenario.Store.BeforeOpen = null;
        await rescuing.WorkOffAllAsync();
        var before = await _scenario.FeaturesOfAsync(session);
        release.SetResult();
        await late.Held.WhenIdleAsync();

        Assert.Equal(before, await _scenario.FeaturesOfAsync(session), SameRow);
        Assert.Equal(["lease_expired", "completed"], (await _scenario.AttemptsOfAsync(session)).Select(attempt => attempt.Outcome));
        Assert.Contains(late.Log.Lines, line => line.Level == LogLevel.Warning && line.Text.Contains("is lost", StringComparison.Ordinal));
        await _scenario.Ledger.StatisticsAsync();
    }

    [Fact]
    public async Task A_worker_that_shuts_down_gives_its_jobs_back_and_spends_no_attempt()
    {
        var sessions = new[] { await _scenario.CompleteSessionAsync(TestRecording.Tone()), await _scenario.CompleteSessionAsync(TestRecording.Tone()) };
        var (entered, _) = BlockReading();
        await using (var worker = _scenario.NewWorker(new ExtractionOptions { Slots = 2, MeasurementsInParallel = 2 }))
        {
            Assert.Equal(2, await worker.Jobs.RunOnceAsync(CancellationToken.None));
            await entered.WaitAsync(Deadline);
            await worker.Held.ReleaseAllAsync().WaitAsync(Deadline);
        }

        foreach (var session in sessions)
        {
            var job = await _scenario.JobOfAsync(session);
            Assert.Equal((JobStatus.Queued, 0, null), (job.Status, job.Attempt, job.LeaseOwner));
            Assert.Equal("released", Assert.Single(await _scenario.AttemptsOfAsync(session)).Outcome);
        }

        _scenario.Store.BeforeOpen = null;
        await using var next = _scenario.NewWorker();
        Assert.Equal(2, await next.WorkOffAllAsync());
        Assert.All(await Task.WhenAll(sessions.Select(_scenario.JobOfAsync)), job => Assert.Equal((JobStatus.Completed, 1), (job.Status, job.Attempt)));
        await _scenario.Ledger.StatisticsAsync();
    }

    [Fact]
    public async Task Work_that_does_not_stop_is_left_alone_and_its_job_given_back_all_the_same()
    {
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone());
        var (entered, release) = BlockReading(isCancellable: false);
        await using (var worker = _scenario.NewWorker(new ExtractionOptions { ShutdownTimeout = TimeSpan.FromSeconds(1) }))
        {
            Assert.Equal(1, await worker.Jobs.RunOnceAsync(CancellationToken.None));
            await entered.WaitAsync(Deadline);
            await worker.Held.ReleaseAllAsync().WaitAsync(Deadline);

            var job = await _scenario.JobOfAsync(session);
            Assert.Equal((JobStatus.Queued, 0, null), (job.Status, job.Attempt, job.LeaseOwner));
            Assert.Equal("released", Assert.Single(await _scenario.AttemptsOfAsync(session)).Outcome);
            Assert.Contains(worker.Log.Lines, line => line.Level == LogLevel.Warning && line.Text.Contains("does not stop", StringComparison.Ordinal));

            // It ends when nobody asks for it any more, and changes nothing.
            release.SetResult();
        }

        _scenario.Store.BeforeOpen = null;
        await using var next = _scenario.NewWorker();
        Assert.Equal(1, await next.WorkOffAllAsync());
        Assert.Equal((JobStatus.Completed, 1), ((await _scenario.JobOfAsync(session)).Status, (await _scenario.JobOfAsync(session)).Attempt));
        await _scenario.Ledger.StatisticsAsync();
    }

    private static bool SameRow(Heimdall.Ledger.Features.SessionFeatures? a, Heimdall.Ledger.Features.SessionFeatures? b) =>
        (a?.CreatedAt, a?.JobId, a?.MeanSnrDb) == (b?.CreatedAt, b?.JobId, b?.MeanSnrDb);

    /// <summary>Reading waits until it is released or, if it heeds that, cancelled.</summary>
    private (Task Entered, TaskCompletionSource Release) BlockReading(bool isCancellable = true)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _scenario.Store.BeforeOpen = async (_, cancellationToken) =>
        {
            entered.TrySetResult();
            await release.Task.WaitAsync(isCancellable ? cancellationToken : CancellationToken.None);
        };
        return (entered.Task, release);
    }
}
