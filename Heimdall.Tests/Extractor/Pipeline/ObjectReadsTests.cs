using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using Heimdall.Extractor;
using Heimdall.Extractor.Pipeline;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Sessions;
using Heimdall.Tests.Scenarios;
using Heimdall.Tests.Servers;
using Heimdall.Tests.Telemetry;

namespace Heimdall.Tests.Extractor.Pipeline;

/// <summary>Reads that bring nothing: the worker goes on without them.</summary>
public sealed class ObjectReadsTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(40);

    /// <summary>One of everything, so that who keeps it keeps it from all; what failed is not due again by itself.</summary>
    private static readonly ExtractionOptions Narrow = new()
    {
        Slots = 2,
        MeasurementsInParallel = 1,
        Cores = 1,
        ObjectReads = 2,
        ReadTimeout = TimeSpan.FromSeconds(2),
        RetryDelay = TimeSpan.FromHours(1),
        MaxRetryDelay = TimeSpan.FromHours(1),
    };

    private readonly WorkerScenario _scenario = new();
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task InitializeAsync() => _scenario.InitializeAsync();

    public Task DisposeAsync()
    {
        _release.TrySetResult();
        return _scenario.DisposeAsync();
    }

    [Fact]
    public async Task A_file_that_the_kernel_does_not_open_is_left_alone_and_the_next_job_has_its_place()
    {
        var hanging = await _scenario.CompleteSessionAsync(TestRecording.Tone());
        var next = await _scenario.CompleteSessionAsync(TestRecording.Tone(samples: 2000));
        using var lease = new LeasedFile(await _scenario.PathOfAsync(hanging));
        await using var worker = _scenario.NewWorker(Narrow);
        using var gauges = new RecordedGauges(worker.Get<IMeterFactory>());

        Assert.Equal(2, await worker.WorkOffOnceAsync().WaitAsync(Deadline));

        await AssertLeftAloneAsync(hanging, "brought nothing for 2 s (Extraction__ReadTimeout): it is left alone");
        Assert.Equal(JobStatus.Completed, (await _scenario.JobOfAsync(next)).Status);
        Assert.Contains("heimdall.worker.store.reads.hanging{} 1", gauges.Read());
        lease.Dispose();
        await Eventually.HoldsAsync(() => gauges.Read().Contains("heimdall.worker.store.reads.hanging{} 0"), Deadline, "the kernel lets go of it");
        await AssertWorksAsync(worker, hanging);
    }

    [Fact]
    public async Task Who_hangs_amid_the_samples_keeps_its_buffer_and_nothing_that_others_need()
    {
        var hanging = await _scenario.CompleteSessionAsync(TestRecording.Tone());
        var next = await _scenario.CompleteSessionAsync(TestRecording.Tone(samples: 2000));
        var location = (await _scenario.Ledger.Measurements.ListAsync(hanging.Id, CancellationToken.None))[0].IqDataLocation;
        var (kept, used) = ((byte[]?)null, new List<byte[]>());
        _scenario.Store.Opened = (opened, stream) => new HangingStream(stream, buffer =>
        {
            Assert.True(MemoryMarshal.TryGetArray<byte>(buffer, out var array));
            if (kept is not null)
            {
                used.Add(array.Array!);
            }
            else if (opened == location && buffer.Length > 1000)
            {
                // As the kernel would: in the caller's thread, and into its buffer at last.
                kept = array.Array;
                _release.Task.Wait();
                buffer.Span.Fill(0xFF);
            }
        });
        await using var worker = _scenario.NewWorker(Narrow);
        using var gauges = new RecordedGauges(worker.Get<IMeterFactory>());

        Assert.Equal(2, await worker.WorkOffOnceAsync().WaitAsync(Deadline));

        await AssertLeftAloneAsync(hanging, "brought nothing for 2 s");
        Assert.Equal(JobStatus.Completed, (await _scenario.JobOfAsync(next)).Status);
        await _scenario.CompleteSessionAsync(TestRecording.Tone());
        await Eventually.HoldsAsync(async () => await worker.WorkOffAllAsync() > 0, Deadline, worker.Log.Tail);
        Assert.NotNull(kept);
        Assert.NotEmpty(used);
        Assert.DoesNotContain(used, array => ReferenceEquals(array, kept));

        // Comes back while somebody else computes, and finds that nobody waits for it: there is one core afterwards, as before.
        var cores = worker.Get<ComputingCores>();
        await Eventually.HoldsAsync(cores.TryTake, Deadline, "the core is free");
        _release.SetResult();
        await Eventually.HoldsAsync(() => gauges.Read().Contains("heimdall.worker.store.reads.hanging{} 0"), Deadline, "it comes back");
        cores.Return();
        await Eventually.HoldsAsync(() => cores.AreFree, Deadline, "it gives its core back");
        Assert.True(cores.TryTake());
        Assert.False(cores.TryTake());
        cores.Return();
        await AssertWorksAsync(worker, hanging);
    }

    [Fact]
    public async Task When_as_many_hang_as_may_no_more_are_begun_and_the_store_is_at_fault()
    {
        var hanging = await _scenario.CompleteSessionAsync(TestRecording.Tone());
        var next = await _scenario.CompleteSessionAsync(TestRecording.Tone());
        _scenario.Store.BeforeOpen = (_, _) => _release.Task;
        await using var worker = _scenario.NewWorker(Narrow with { ObjectReads = 1 });

        Assert.Equal(2, await worker.WorkOffOnceAsync().WaitAsync(Deadline));

        var messages = new[] { await MessageOfAsync(hanging), await MessageOfAsync(next) };
        Assert.Single(messages, message => message.Contains("brought nothing for 2 s", StringComparison.Ordinal));
        Assert.Single(messages, message => message.EndsWith("was not begun within 2 s (Extraction__ReadTimeout): all 1 reads hang", StringComparison.Ordinal));
        Assert.True(worker.Get<StoreConditions>().Reading.IsAtFault);

        _release.SetResult();
        await AssertWorksAsync(worker, hanging);
        Assert.False(worker.Get<StoreConditions>().Reading.IsAtFault);
    }

    [Fact]
    public async Task A_store_that_accepts_and_never_answers_is_asked_no_longer()
    {
        var hanging = await _scenario.CompleteSessionAsync(TestRecording.Tone());
        _scenario.Store.BeforeOpen = static (_, cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        await using var worker = _scenario.NewWorker(Narrow);
        using var gauges = new RecordedGauges(worker.Get<IMeterFactory>());

        Assert.Equal(1, await worker.WorkOffOnceAsync().WaitAsync(Deadline));

        await AssertLeftAloneAsync(hanging, "brought nothing for 2 s");
        await Eventually.HoldsAsync(() => gauges.Read().Contains("heimdall.worker.store.reads.hanging{} 0"), Deadline, "it is told to stop");
        _scenario.Store.BeforeOpen = null;
        await AssertWorksAsync(worker, hanging);
    }

    private async Task AssertLeftAloneAsync(Session session, string expected)
    {
        Assert.Contains(expected, await MessageOfAsync(session), StringComparison.Ordinal);
        var attempt = Assert.Single(await _scenario.AttemptsOfAsync(session));
        Assert.Equal(("retry", JobErrorKind.Infrastructure), (attempt.Outcome, attempt.ErrorKind));
    }

    private async Task<string> MessageOfAsync(Session session) => Assert.Single(await _scenario.AttemptsOfAsync(session)).ErrorMessage ?? "";

    /// <summary>All is as it was: the jobs that failed complete.</summary>
    private async Task AssertWorksAsync(TestWorker worker, Session session)
    {
        await _scenario.MakeAllDueAsync();
        await Eventually.HoldsAsync(
            async () =>
            {
                await worker.WorkOffAllAsync();
                return await _scenario.QueryAsync<long>("select count(*) from heimdall.extraction_jobs") == 0;
            },
            Deadline,
            worker.Log.Tail);
        Assert.Equal((JobStatus.Completed, 2), ((await _scenario.JobOfAsync(session)).Status, (await _scenario.JobOfAsync(session)).Attempt));
    }

    /// <summary>A stream whose reads go through a test's hands first.</summary>
    private sealed class HangingStream(Stream inner, Action<Memory<byte>> before) : SparseStream(0)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            before(buffer);
            return inner.ReadAsync(buffer, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
