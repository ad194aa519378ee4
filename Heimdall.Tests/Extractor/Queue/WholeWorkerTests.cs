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
        var slow = new ExtractionOptions { PollInterval = TimeSpan.FromMinutes(10), AnnounceInterval = TimeSpan.FromMinutes(10) };
        await using var worker = _scenario.NewWorker(slow, broker.ConnectionString);
        await worker.StartAsync();
        await Eventually.HoldsAsync(() => worker.Log.Lines.Any(line => line.Text == "Listening for wake-ups"), Deadline, "listening");
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone());
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
