using Heimdall.Extractor.Pipeline;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Heimdall.Extractor.Queue;

/// <summary>One try at a job, from its claim to its written end. Whatever happens in it stays in it.</summary>
internal sealed partial class ExtractionAttempt(
    IJobWork work, JobSettlement settlement, JobMeter meter, ExtractionOptions options, TimeProvider time, ILogger<ExtractionAttempt> logger)
{
    /// <summary>The part of the time for giving the jobs back that the work has to end by itself.</summary>
    private const double ShareToEndBy = 0.3;

    /// <summary>Never throws.</summary>
    /// <returns>How it ended, as written.</returns>
    public async Task<AttemptOutcome> RunAsync(HeldJob held, CancellationToken giveUp)
    {
        var started = time.GetTimestamp();
        var claimedAt = time.GetUtcNow();
        using var activity = JobActivities.StartAttempt(held, claimedAt);
        meter.PickedUp(held.Job, claimedAt);
        var outcome = await settlement.SettleAsync(held, await TryAsync(held), giveUp);
        activity.End(outcome);
        meter.Ended(held.Job, outcome, held.ClaimDuration + time.GetElapsedTime(started));
        return outcome;
    }

    private async Task<AttemptOutcome> TryAsync(HeldJob held)
    {
        try
        {
            var stages = new StageTimes(time);
            var result = await UnlessGivenBackAsync(work.ExtractAsync(held.Job, held.Progress, stages, held.Stop), held);
            return new AttemptOutcome.Completed(result, stages.Milliseconds);
        }
        catch (Exception) when (held.LeaseEnd.IsCancellationRequested)
        {
            LogLeaseEnded(held.Job.Id, held.Job.RecordingSessionId);
            return new AttemptOutcome.Lost();
        }
        catch (Exception) when (held.Stop.IsCancellationRequested)
        {
            return new AttemptOutcome.Released();
        }
        catch (Exception fault) when (WorldFault.Is(fault) || (fault is PostgresException postgres && !WorldFault.IsRefusal(postgres)))
        {
            LogWorldAtFault(held.Job.Id, held.Job.Attempt, held.Job.MaxAttempts, fault.Message);
            return new AttemptOutcome.Retry(JobErrorKind.Infrastructure, fault.Message);
        }
        catch (PostgresException refusal)
        {
            LogUnexpected(refusal, held.Job.Id, held.Job.Attempt, held.Job.MaxAttempts);
            return new AttemptOutcome.Failed(JobErrorKind.Program, $"The database refused a statement: {refusal.MessageText} (SQLSTATE {refusal.SqlState})");
        }
        catch (Exception fault)
        {
            LogUnexpected(fault, held.Job.Id, held.Job.Attempt, held.Job.MaxAttempts);
            return new AttemptOutcome.Retry(JobErrorKind.Program, $"{fault.GetType().Name}: {fault.Message}");
        }
    }

    /// <summary>
    /// Some work cannot be stopped, such as a read that hangs in the kernel. A worker that shuts down does not wait for it, or it could not
    /// give the job back any more. What such work does later is written by nobody; in a worker that goes on it keeps its slot.
    /// </summary>
    private async Task<ExtractionResult> UnlessGivenBackAsync(Task<ExtractionResult> extraction, HeldJob held)
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var release = held.Release.UnsafeRegister(_ => released.TrySetResult(), null);
        if (await Task.WhenAny(extraction, released.Task) == extraction)
        {
            return await extraction;
        }

        try
        {
            return await extraction.WaitAsync(options.ShutdownTimeout * ShareToEndBy, time);
        }
        catch (TimeoutException) when (!extraction.IsCompleted)
        {
            LogLeftAlone(held.Job.Id, held.Job.RecordingSessionId);
            throw;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The work on job {JobId} (session {SessionId}) does not stop: the job is given back without it")]
    private partial void LogLeftAlone(Guid jobId, Guid sessionId);

    [LoggerMessage(LogLevel.Warning, "The lease of job {JobId} (session {SessionId}) ended while it was worked on: the work is dropped")]
    private partial void LogLeaseEnded(Guid jobId, Guid sessionId);

    [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} of {MaxAttempts} at job {JobId} was interrupted: {Reason}")]
    private partial void LogWorldAtFault(Guid jobId, int attempt, int maxAttempts, string reason);

    [LoggerMessage(LogLevel.Error, "Attempt {Attempt} of {MaxAttempts} at job {JobId} failed unexpectedly")]
    private partial void LogUnexpected(Exception exception, Guid jobId, int attempt, int maxAttempts);
}
