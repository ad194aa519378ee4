using System.Diagnostics;
using Heimdall.Extractor;
using Heimdall.Extractor.Queue;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Objects;
using Heimdall.Tests.Telemetry;

namespace Heimdall.Tests.Extractor.Queue;

/// <summary>The traces of jobs that do not simply succeed.</summary>
public sealed class JobTelemetryTests : IAsyncLifetime
{
    private readonly WorkerScenario _scenario = new();
    private readonly RecordedActivities _activities = new();

    public Task InitializeAsync() => _scenario.InitializeAsync();

    public Task DisposeAsync()
    {
        _activities.Dispose();
        return _scenario.DisposeAsync();
    }

    [Fact]
    public async Task Attempts_lie_in_one_trace_with_their_numbers_and_what_went_wrong()
    {
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone());
        _scenario.Store.BeforeOpen = static (_, _) => throw new ObjectStoreUnavailableException("The store is on fire");
        await using var worker = _scenario.NewWorker(new ExtractionOptions { RetryDelay = TimeSpan.FromMilliseconds(10), MaxRetryDelay = TimeSpan.FromMilliseconds(10) });
        Assert.Equal(1, await worker.WorkOffOnceAsync());
        _scenario.Store.BeforeOpen = null;
        await _scenario.MakeAllDueAsync();
        await using var other = _scenario.NewWorker();
        Assert.Equal(1, await other.WorkOffOnceAsync());

        var job = await _scenario.JobOfAsync(session);
        var attempts = _activities.Of(JobTrace.TraceIdOf(job.Id, job.Traceparent)).Where(activity => activity.OperationName == "extract session").ToList();
        Assert.Equal(
            [(1, "retry", ActivityStatusCode.Error, "The store is on fire"), (2, "completed", ActivityStatusCode.Unset, null)],
            attempts.Select(attempt => ((int)attempt.GetTagItem("heimdall.attempt")!, (string)attempt.GetTagItem("heimdall.outcome")!, attempt.Status, attempt.StatusDescription)));
        Assert.Single(attempts.Select(attempt => attempt.ParentSpanId.ToHexString()).Distinct());
    }

    [Fact]
    public async Task A_job_in_which_the_program_does_everything_wrong_is_no_fault_of_the_data()
    {
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone());
        _scenario.Store.BeforeOpen = static (_, _) => throw new NotSupportedException("a bug");
        await using var worker = _scenario.NewWorker();
        Assert.Equal(1, await worker.WorkOffOnceAsync());

        var job = await _scenario.JobOfAsync(session);
        var attempt = Assert.Single(_activities.Of(JobTrace.TraceIdOf(job.Id, job.Traceparent)), activity => activity.OperationName == "extract session");
        Assert.Equal(("failed", job.ErrorKind), ((string)attempt.GetTagItem("heimdall.outcome")!, (string)attempt.GetTagItem("error.type")!));
        Assert.Equal(JobErrorKind.Program, job.ErrorKind);
    }

    [Fact]
    public async Task A_rescue_and_what_comes_after_it_are_in_the_jobs_trace()
    {
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone());
        var dead = await _scenario.Ledger.Queue.ClaimAsync("dead", 1, [Heimdall.Tests.Ledger.LedgerScenario.RfIq], TimeSpan.FromSeconds(60), CancellationToken.None);
        await _scenario.ExpireAllLeasesAsync();
        await using var worker = _scenario.NewWorker();
        Assert.Equal(dead[0].Id, Assert.Single((await worker.Get<Rescuer>().RunOnceAsync(CancellationToken.None))!.Requeued).Id);
        Assert.Equal(1, await worker.WorkOffOnceAsync());

        var job = await _scenario.JobOfAsync(session);
        var trace = _activities.Of(JobTrace.TraceIdOf(job.Id, job.Traceparent));
        var rescue = Assert.Single(trace, activity => activity.OperationName == "rescue job");
        Assert.Equal((1, "requeued"), ((int)rescue.GetTagItem("heimdall.attempt")!, (string)rescue.GetTagItem("heimdall.outcome")!));
        Assert.Equal(2, Assert.Single(trace, activity => activity.OperationName == "extract session").GetTagItem("heimdall.attempt"));
    }

    [Fact]
    public async Task A_recording_that_cannot_be_used_is_an_error_with_its_code()
    {
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone(), TestRecording.Missing());
        await using var worker = _scenario.NewWorker();
        Assert.Equal(1, await worker.WorkOffOnceAsync());

        var job = await _scenario.JobOfAsync(session);
        var trace = _activities.Of(JobTrace.TraceIdOf(job.Id, job.Traceparent));
        var failed = Assert.Single(trace, activity => activity.OperationName == "extract recording" && activity.Status == ActivityStatusCode.Error);
        Assert.Equal(("object_missing", "failed"), ((string)failed.GetTagItem("error.type")!, (string)failed.GetTagItem("heimdall.outcome")!));
        Assert.Equal(ActivityStatusCode.Unset, Assert.Single(trace, activity => activity.OperationName == "extract session").Status);
    }
}
