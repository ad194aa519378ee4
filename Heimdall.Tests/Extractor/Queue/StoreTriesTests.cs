using System.Diagnostics.Metrics;
using Heimdall.Extractor;
using Heimdall.Extractor.Pipeline;
using Heimdall.Extractor.Queue;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Objects;
using Heimdall.Tests.Servers;
using Heimdall.Tests.Telemetry;
using Microsoft.Extensions.Logging;

namespace Heimdall.Tests.Extractor.Queue;

/// <summary>What a worker claims while its object store is at fault.</summary>
public sealed class StoreTriesTests : IAsyncLifetime
{
    private const string Both = "rf.iq,rf.waterfall";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>What failed is not due again by itself.</summary>
    private static readonly ExtractionOptions Patient = new()
    {
        Slots = 4,
        MeasurementsInParallel = 4,
        BackfillShare = 1,
        RetryDelay = TimeSpan.FromHours(1),
        MaxRetryDelay = TimeSpan.FromHours(1),
    };

    private readonly WorkerScenario _scenario = new();
    private readonly SkippingTime _time = new();

    public Task InitializeAsync() => _scenario.InitializeAsync();

    public Task DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public async Task One_job_at_a_time_is_tried_after_pauses_that_grow_and_all_at_once_when_one_was_read()
    {
        await CompleteSessionsAsync(16);
        await using var worker = _scenario.NewWorker(Patient, time: _time);
        using var gauges = new RecordedGauges(worker.Get<IMeterFactory>());
        _scenario.Store.BeforeOpen = static (_, _) => throw new ObjectStoreUnavailableException("The store is on fire.");
        Assert.Equal(4, await worker.WorkOffOnceAsync());
        Assert.Contains("heimdall.worker.store.faults{access=read} 1", gauges.Read());

        // Half to the whole of 1 s, 2 s, 4 s, 8 s, 16 s, 30 s, 30 s.
        foreach (var longest in (int[])[1, 2, 4, 8, 16, 30, 30])
        {
            Assert.Equal(0, await worker.WorkOffOnceAsync());
            _time.Skip(TimeSpan.FromSeconds((0.5 * longest) - 0.4));
            Assert.Equal(0, await worker.WorkOffOnceAsync());
            _time.Skip(TimeSpan.FromSeconds(longest));
            Assert.Equal(1, await worker.WorkOffOnceAsync());
        }

        _scenario.Store.BeforeOpen = null;
        _time.Skip(TimeSpan.FromSeconds(30));
        Assert.Equal(1, await worker.WorkOffOnceAsync());
        Assert.Contains("heimdall.worker.store.faults{access=read} 0", gauges.Read());
        Assert.Equal(4, await worker.WorkOffOnceAsync());

        Assert.Equal(11, await _scenario.QueryAsync<long>("select count(*) from heimdall.job_attempts where outcome = 'retry'"));
        Assert.Equal("The object store is at fault (read): what needs it is begun one at a time until it serves again. The store is on fire.", Assert.Single(TextsOf(worker, LogLevel.Warning), text => text.Contains("at fault", StringComparison.Ordinal)));
        Assert.Single(TextsOf(worker, LogLevel.Information), text => text.StartsWith("The object store serves again (read), ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_a_job_is_tried_no_other_is()
    {
        await CompleteSessionsAsync(6);
        await using var worker = _scenario.NewWorker(Patient, time: _time);
        _scenario.Store.BeforeOpen = static (_, _) => throw new ObjectStoreUnavailableException("The store is on fire.");
        Assert.Equal(4, await worker.WorkOffOnceAsync());
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _scenario.Store.BeforeOpen = (_, _) => answer.Task;
        _time.Skip(TimeSpan.FromSeconds(1));

        Assert.Equal(1, await worker.Jobs.RunOnceAsync(CancellationToken.None));
        _time.Skip(TimeSpan.FromSeconds(50));
        Assert.Equal(0, await worker.Jobs.RunOnceAsync(CancellationToken.None));

        answer.SetResult();
        await worker.Held.WhenIdleAsync().WaitAsync(Deadline);
        Assert.Equal(1, await worker.WorkOffOnceAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_try_that_hangs_or_comes_too_late_to_prove_anything_is_not_waited_for(bool isLate)
    {
        await CompleteSessionsAsync(6);
        await using var worker = _scenario.NewWorker(Patient, time: _time);
        _scenario.Store.BeforeOpen = static (_, _) => throw new ObjectStoreUnavailableException("The store is on fire.");
        Assert.Equal(4, await worker.WorkOffOnceAsync());
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _scenario.Store.BeforeOpen = (_, _) => answer.Task;
        _time.Skip(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await worker.Jobs.RunOnceAsync(CancellationToken.None));

        _time.Skip(isLate ? TimeSpan.FromSeconds(1) : Patient.ReadTimeout);
        if (isLate)
        {
            worker.Get<StoreConditions>().Reading.Failed("What was read before it broke off only now.");
            _time.Skip(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(1, await worker.Jobs.RunOnceAsync(CancellationToken.None));
        Assert.Equal(0, await worker.Jobs.RunOnceAsync(CancellationToken.None));
        answer.SetResult();
        await worker.Held.WhenIdleAsync().WaitAsync(Deadline);
    }

    [Fact]
    public async Task One_recording_that_cannot_be_read_costs_one_pause_and_no_more()
    {
        await CompleteSessionsAsync(6);
        var bad = (string?)null;
        _scenario.Store.BeforeOpen = (location, _) => (bad ??= location) == location ? throw new IOException("A sector is bad.") : Task.CompletedTask;
        await using var worker = _scenario.NewWorker(Patient with { Slots = 1 }, time: _time);

        Assert.Equal(1, await worker.WorkOffAllAsync());
        _time.Skip(TimeSpan.FromSeconds(1));
        Assert.Equal(5, await worker.WorkOffAllAsync());
        Assert.Equal($"Reading {bad} failed: A sector is bad.", await _scenario.QueryAsync<string>("select error_message from heimdall.job_attempts where outcome = 'retry'"));
    }

    [Fact]
    public async Task A_store_that_knows_what_is_missing_serves()
    {
        for (var i = 0; i < 6; i++)
        {
            await _scenario.CompleteSessionAsync(TestRecording.Missing());
        }

        // A store with nothing in it at all is one whose disk is not mounted.
        await CompleteSessionsAsync(1);
        var opened = 0;
        _scenario.Store.BeforeOpen = (_, _) => Interlocked.Increment(ref opened) == 1 ? throw new ObjectStoreUnavailableException("The store is on fire.") : Task.CompletedTask;
        await using var worker = _scenario.NewWorker(Patient with { Slots = 1 }, time: _time);

        Assert.Equal(1, await worker.WorkOffAllAsync());
        _time.Skip(TimeSpan.FromSeconds(1));
        Assert.Equal(6, await worker.WorkOffAllAsync());
    }

    [Fact]
    public async Task What_is_wrong_with_the_data_or_the_program_says_nothing_of_the_store()
    {
        await _scenario.CompleteSessionAsync(TestRecording.Missing(), TestRecording.Truncated(), TestRecording.TooShort());
        await CompleteSessionsAsync(2);
        var opened = 0;
        _scenario.Store.BeforeOpen = (_, _) => Interlocked.Increment(ref opened) == 4 ? throw new NotSupportedException("a bug") : Task.CompletedTask;
        await using var worker = _scenario.NewWorker(Patient with { Slots = 1 }, time: _time);

        Assert.Equal(3, await worker.WorkOffAllAsync());
        Assert.Equal(5, opened);
        Assert.False(worker.Get<StoreConditions>().Reading.IsAtFault);
    }

    [Fact]
    public async Task A_store_that_takes_nothing_holds_back_pictures_and_no_features()
    {
        await using var worker = _scenario.NewWorker(Patient with { Slots = 2 }, featureSets: Both, time: _time);
        await worker.Get<LedgerStart>().RunOnceAsync(CancellationToken.None);
        _scenario.Store.BeforePut = static (key, _) => key.StartsWith("rf.waterfall/", StringComparison.Ordinal) ? throw new ObjectStoreUnavailableException("The store is full.") : Task.CompletedTask;
        await CompleteSessionsAsync(5);

        // Two pictures at once find it out.
        Assert.InRange(await worker.WorkOffAllAsync(), 6, 7);
        Assert.Equal((5, 0), await CompletedAsync());
        Assert.True(worker.Get<StoreConditions>().Writing.IsAtFault);
        Assert.False(worker.Get<StoreConditions>().Reading.IsAtFault);
        await CompleteSessionsAsync(3);
        Assert.Equal(3, await worker.WorkOffAllAsync());
        Assert.Equal((8, 0), await CompletedAsync());
        _time.Skip(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await worker.WorkOffAllAsync());

        _scenario.Store.BeforePut = null;
        await _scenario.MakeAllDueAsync();
        _time.Skip(TimeSpan.FromSeconds(2));
        Assert.Equal(8, await worker.WorkOffAllAsync());
        Assert.Equal((8, 8), await CompletedAsync());
        Assert.Single(TextsOf(worker, LogLevel.Warning), text => text.StartsWith("The object store is at fault (write)", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_begun_before_the_last_fault_proves_nothing()
    {
        var recovered = 0;
        var condition = new StoreCondition("read", _time, new RecordedLogs().CreateLogger("test"));
        condition.WhenRecovered = () => recovered++;
        var before = _time.GetTimestamp();
        _time.Skip(TimeSpan.FromSeconds(1));
        condition.Failed("first");
        _time.Skip(TimeSpan.FromSeconds(1));
        var between = _time.GetTimestamp();
        _time.Skip(TimeSpan.FromSeconds(1));
        condition.Failed("second");
        _time.Skip(TimeSpan.FromSeconds(1));

        condition.Served(before);
        condition.Served(between);
        Assert.Equal((true, 1, 0), (condition.IsAtFault, condition.Episodes, recovered));
        condition.Served(_time.GetTimestamp());
        condition.Served(_time.GetTimestamp());
        Assert.Equal((false, 1, 1), (condition.IsAtFault, condition.Episodes, recovered));
    }

    private async Task CompleteSessionsAsync(int sessions)
    {
        for (var seed = 1; seed <= sessions; seed++)
        {
            await _scenario.CompleteSessionAsync(TestRecording.Tone(seed, samples: 2000));
        }
    }

    private async Task<(int Features, int Pictures)> CompletedAsync() =>
        (await CompletedAsync("rf.iq"), await CompletedAsync("rf.waterfall"));

    private async Task<int> CompletedAsync(string set) =>
        (int)await _scenario.QueryAsync<long>($"select count(*) from heimdall.finished_jobs where status = '{JobStatus.Completed}' and feature_set = '{set}'");

    private static IEnumerable<string> TextsOf(TestWorker worker, LogLevel level) =>
        worker.Log.Lines.Where(line => line.Level == level).Select(line => line.Text);

    /// <summary>A clock that stands still until it is put on.</summary>
    private sealed class SkippingTime : TimeProvider
    {
        private long _now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Volatile.Read(ref _now);

        public void Skip(TimeSpan by) => Interlocked.Add(ref _now, by.Ticks);
    }
}
