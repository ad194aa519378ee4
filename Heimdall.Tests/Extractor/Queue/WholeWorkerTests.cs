using System.Diagnostics;
using Heimdall.Extractor;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Sessions;
using Heimdall.Tests.Servers;
using Microsoft.Extensions.Logging;

namespace Heimdall.Tests.Extractor.Queue;

/// <summary>The worker with all its loops, over a real broker and a real database.</summary>
[Collection(BrokerTests.Name)]
public sealed class WholeWorkerTests(TestBroker broker) : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Loops that do nothing but what they are woken for.</summary>
    private static readonly ExtractionOptions NeverByThemselves = new() { PollInterval = TimeSpan.FromMinutes(10), AnnounceInterval = TimeSpan.FromMinutes(10) };

    private readonly WorkerScenario _scenario = new();

    public Task InitializeAsync() => _scenario.InitializeAsync();

    public Task DisposeAsync() => _scenario.DisposeAsync();

    [BrokerFact]
    public async Task A_completed_session_is_extracted_without_anybodys_help()
    {
        await using var worker = _scenario.NewWorker(broker: broker.ConnectionString);
        await worker.StartAsync();
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone(), TestRecording.Noise());

        await UntilSettledAsync(worker, session);

        Assert.Equal(JobStatus.Completed, (await _scenario.JobOfAsync(session)).Status);
        Assert.Equal(1, await _scenario.QueryAsync<long>("select count(*) from heimdall.workers where stopped_at is null"));
        await worker.StopAsync();
        Assert.Equal(1, await _scenario.QueryAsync<long>("select count(*) from heimdall.workers where stopped_at is not null"));
        Assert.DoesNotContain(worker.Log.Lines, line => line.Level >= LogLevel.Error);
    }

    [BrokerFact]
    public async Task A_wake_up_starts_work_long_before_the_next_poll()
    {
        await using var worker = _scenario.NewWorker(NeverByThemselves, broker.ConnectionString);
        await worker.StartAsync();
        await Eventually.HoldsAsync(() => worker.Log.Lines.Any(line => line.Text == "Listening for wake-ups"), Deadline, "listening");
        for (var i = 0; i < 20; i++)
        {
            await UntilSettledAsync(worker, await _scenario.CompleteSessionAsync(TestRecording.Tone(samples: 2000)));
        }

        // From the enqueueing transaction's begin to the claim's, on the database's clock. Five are wanted of an idle machine; a test's is not.
        var pickupMs = await _scenario.QueryAsync<double>(
            "select percentile_cont(0.5) within group (order by extract(epoch from started_at - queued_at) * 1000) from heimdall.finished_jobs");
        Assert.InRange(pickupMs, 0, 60);
    }

    [BrokerFact]
    public async Task A_job_that_waits_for_its_time_is_begun_when_it_comes()
    {
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone(samples: 2000));
        await _scenario.ExecuteAsync("update heimdall.extraction_jobs set not_before = now() + interval '3 seconds'");
        await using var worker = _scenario.NewWorker(NeverByThemselves, broker.ConnectionString);
        await worker.StartAsync();
        await Eventually.HoldsAsync(() => worker.Log.Lines.Any(line => line.Text == "Listening for wake-ups"), Deadline, "listening");
        var listening = await _scenario.QueryAsync<DateTimeOffset>("select now()");

        await UntilSettledAsync(worker, session);

        // Nobody begins it before it is due, or before there is a worker: on a busy machine starting one takes longer.
        var queued = await _scenario.QueryAsync<DateTimeOffset>("select queued_at from heimdall.finished_jobs");
        var started = await _scenario.QueryAsync<DateTimeOffset>("select started_at from heimdall.finished_jobs");
        var due = queued + TimeSpan.FromSeconds(3);
        Assert.InRange(started, due - TimeSpan.FromSeconds(0.1), (due > listening ? due : listening) + TimeSpan.FromSeconds(3));
    }

    [BrokerFact]
    public async Task A_job_that_waits_for_its_next_attempt_is_begun_as_soon_as_an_operator_wants_it_now()
    {
        _scenario.Store.BeforeOpen = (_, _) => throw new IOException("the store is away");
        await using var worker = _scenario.NewWorker(
            NeverByThemselves with { RetryDelay = TimeSpan.FromHours(1), MaxRetryDelay = TimeSpan.FromHours(1) }, broker.ConnectionString);
        await worker.StartAsync();
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone(samples: 2000));
        await Eventually.HoldsAsync(async () => await _scenario.JobOfAsync(session) is { Status: JobStatus.Queued, Attempt: 1 }, Deadline, worker.Log.Tail);
        _scenario.Store.BeforeOpen = null;

        // The wait is half an hour at least, and nobody looks for ten minutes: the notification alone is as quick.
        var asked = Assert.IsType<JobRetryOutcome.MadeDue>(
            await worker.Get<JobRetries>().RetryAsync((await _scenario.JobOfAsync(session)).Id, "bob", null, CancellationToken.None));
        await UntilSettledAsync(worker, session);

        var job = await _scenario.JobOfAsync(session);
        Assert.Equal((asked.Job.Id, JobStatus.Completed, 2), (job.Id, job.Status, job.Attempt));
        Assert.InRange(job.StartedAt.GetValueOrDefault() - asked.Job.NotBefore.GetValueOrDefault(), TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [BrokerFact]
    public async Task A_job_that_is_given_back_is_announced_at_once()
    {
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone(samples: 2000));
        var other = await _scenario.Ledger.ClaimOneAsync("a worker that shuts down");
        await using var worker = _scenario.NewWorker(NeverByThemselves, broker.ConnectionString);
        await worker.StartAsync();
        await Eventually.HoldsAsync(() => worker.Log.Lines.Any(line => line.Text == "Listening for wake-ups"), Deadline, "listening");

        await _scenario.Ledger.Queue.ReleaseAsync(other.Lease, CancellationToken.None);

        await UntilSettledAsync(worker, session);
    }

    [BrokerFact]
    public async Task A_worker_that_is_stopped_amid_its_work_gives_it_back_in_time()
    {
        var entered = new TaskCompletionSource();
        _scenario.Store.BeforeOpen = async (_, cancellationToken) =>
        {
            entered.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        };
        await using var worker = _scenario.NewWorker(broker: broker.ConnectionString);
        await worker.StartAsync();
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone());
        await entered.Task.WaitAsync(Deadline);

        var stopping = Stopwatch.GetTimestamp();
        await worker.StopAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(stopping).TotalSeconds, 0, 10);
        var job = await _scenario.JobOfAsync(session);
        Assert.Equal((JobStatus.Queued, 0), (job.Status, job.Attempt));
    }

    [BrokerFact]
    public async Task Work_goes_on_while_the_broker_is_away_and_the_log_says_so_once()
    {
        await using var worker = _scenario.NewWorker(broker: broker.ConnectionString);
        await worker.StartAsync();
        await Eventually.HoldsAsync(() => worker.Log.Lines.Any(line => line.Text == "Listening for wake-ups"), Deadline, "listening");
        await broker.StopNodeAsync();
        try
        {
            // A job is worked on as soon as it is committed, so that some are done before anybody misses the broker.
            await Eventually.HoldsAsync(
                async () =>
                {
                    await UntilSettledAsync(worker, await _scenario.CompleteSessionAsync(TestRecording.Tone()));
                    return worker.Log.Lines.Any(line => line.Text.StartsWith("Announcing jobs is interrupted", StringComparison.Ordinal));
                },
                Deadline,
                worker.Log.Tail);
            foreach (var _ in Enumerable.Range(0, 3))
            {
                await UntilSettledAsync(worker, await _scenario.CompleteSessionAsync(TestRecording.Tone()));
            }
        }
        finally
        {
            await broker.StartNodeAsync();
        }

        Assert.Single(worker.Log.Lines, line => line.Text.StartsWith("Announcing jobs is interrupted", StringComparison.Ordinal));
        await Eventually.HoldsAsync(
            async () =>
            {
                await _scenario.CompleteSessionAsync(TestRecording.Tone());
                return worker.Log.Lines.Any(line => line.Text.StartsWith("Announcing jobs goes on", StringComparison.Ordinal));
            },
            Deadline,
            worker.Log.Tail);
        Assert.DoesNotContain(worker.Log.Lines, line => line.Text.StartsWith("Claiming jobs is interrupted", StringComparison.Ordinal));
    }

    private Task UntilSettledAsync(TestWorker worker, Session session) => Eventually.HoldsAsync(
        async () => (await _scenario.JobOfAsync(session)).CompletedAt is not null,
        Deadline,
        worker.Log.Tail);
}
