using Heimdall.Extractor.Pipeline;
using Heimdall.Ledger.Jobs;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Heimdall.Extractor.Queue;

/// <summary>One try at a job, from its claim to its written end. Whatever happens in it stays in it.</summary>
internal sealed partial class ExtractionAttempt(
    IJobWork work, JobSettlement settlement, JobMeter meter, TimeProvider time, ILogger<ExtractionAttempt> logger)
{
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
            var result = await work.ExtractAsync(held.Job, held.Progress, stages, held.Stop);
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

    [LoggerMessage(LogLevel.Warning, "The lease of job {JobId} (session {SessionId}) ended while it was worked on: the work is dropped")]
    private partial void LogLeaseEnded(Guid jobId, Guid sessionId);

    [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} of {MaxAttempts} at job {JobId} was interrupted: {Reason}")]
    private partial void LogWorldAtFault(Guid jobId, int attempt, int maxAttempts, string reason);

    [LoggerMessage(LogLevel.Error, "Attempt {Attempt} of {MaxAttempts} at job {JobId} failed unexpectedly")]
    private partial void LogUnexpected(Exception exception, Guid jobId, int attempt, int maxAttempts);
}
