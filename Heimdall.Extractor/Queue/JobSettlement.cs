using System.Diagnostics;
using Heimdall.Ledger.Jobs;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Heimdall.Extractor.Queue;

/// <summary>Writes how an attempt ended, under its lease. While the database is out of reach it is tried again until the lease ends.</summary>
internal sealed partial class JobSettlement(
    JobQueue queue, SettlementWriter writer, ExtractionOptions options, TimeProvider time, ILogger<JobSettlement> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Never throws: what cannot be written is found by its lease's end.</summary>
    /// <param name="held">The job.</param>
    /// <param name="outcome">How the attempt ended.</param>
    /// <param name="giveUp">Cancelled when the worker cannot wait any longer.</param>
    /// <returns>What was written; <see cref="AttemptOutcome.Lost"/> where nothing was.</returns>
    public async Task<AttemptOutcome> SettleAsync(HeldJob held, AttemptOutcome outcome, CancellationToken giveUp)
    {
        held.BeginSettling();
        using var activity = JobActivities.StartSave();
        while (true)
        {
            try
            {
                return await WriteAsync(held.Job, outcome, giveUp);
            }
            catch (LeaseLostException lost)
            {
                LogLost(lost.Message);
                return new AttemptOutcome.Lost();
            }
            catch (Exception fault) when (giveUp.IsCancellationRequested || held.LeaseEnd.IsCancellationRequested)
            {
                LogNotWritten(held.Job.Id, fault.Message);
                return new AttemptOutcome.Lost();
            }
            catch (Exception fault) when (WorldFault.Is(fault))
            {
                LogInterrupted(held.Job.Id, fault.Message);
            }
            catch (Exception fault) when (outcome is AttemptOutcome.Completed)
            {
                LogRefused(fault, held.Job.Id);
                outcome = Instead(fault);
                continue;
            }
            catch (Exception fault)
            {
                LogRefused(fault, held.Job.Id);
                return new AttemptOutcome.Lost();
            }

            if (!await CanWaitAsync(held, giveUp))
            {
                LogNotWritten(held.Job.Id, "the lease has ended");
                return new AttemptOutcome.Lost();
            }
        }
    }

    private async Task<AttemptOutcome> WriteAsync(ClaimedJob job, AttemptOutcome outcome, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case AttemptOutcome.Completed completed:
                await writer.SettleAsync(new Settlement(job, completed.Result, completed.StagesMs), cancellationToken);
                return completed;
            case AttemptOutcome.Failed failed:
                await queue.FailAsync(job, failed.ErrorKind, failed.Message, cancellationToken);
                LogFailed(job.Id, job.Attempt, failed.Message);
                return failed;
            case AttemptOutcome.Retry retry:
                var delay = RetryBackoff.OfJob(job.Attempt, options.RetryDelay, options.MaxRetryDelay, Random.Shared);
                var isLast = !await queue.RetryAsync(job, retry.ErrorKind, retry.Message, delay, cancellationToken);
                LogRetry(isLast, job, delay, retry.Message);
                return retry with { IsLast = isLast };
            case AttemptOutcome.Released released:
                await queue.ReleaseAsync(job.Lease, cancellationToken);
                LogReleased(job.Id);
                return released;
            case AttemptOutcome.Lost lost:
                return lost;
            default:
                throw new UnreachableException($"{outcome.GetType().Name} is no way for an attempt to end.");
        }
    }

    /// <summary>
    /// What ends the job whose result the database does not take. Refused data would be refused again; a schema that is being changed, say,
    /// may take it later. The text is the server's sentence alone: its details hold the rows' values.
    /// </summary>
    private static AttemptOutcome Instead(Exception fault) => fault switch
    {
        PostgresException postgres when WorldFault.IsRefusal(postgres) => new AttemptOutcome.Failed(JobErrorKind.Program, Refusal(postgres)),
        PostgresException postgres => new AttemptOutcome.Retry(JobErrorKind.Infrastructure, Refusal(postgres)),

        // A connection that breaks amid a batch has many faces. What fails each time ends with the last attempt.
        _ => new AttemptOutcome.Retry(JobErrorKind.Program, $"The result could not be stored: {fault.GetType().Name}: {fault.Message}"),
    };

    private static string Refusal(PostgresException postgres) =>
        $"The database refused the result: {postgres.MessageText} (SQLSTATE {postgres.SqlState})";

    private void LogRetry(bool isLast, ClaimedJob job, TimeSpan delay, string reason)
    {
        if (isLast)
        {
            LogFailed(job.Id, job.Attempt, reason);
        }
        else
        {
            LogRetried(job.Id, delay.TotalSeconds);
        }
    }

    /// <returns>False where the lease ended, or the worker could not wait, before the pause was over.</returns>
    private async Task<bool> CanWaitAsync(HeldJob held, CancellationToken giveUp)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(held.LeaseEnd, giveUp);
        await Task.Delay(Pause, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !either.IsCancellationRequested;
    }

    [LoggerMessage(LogLevel.Warning, "{Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(LogLevel.Warning, "The end of job {JobId} is not written, its lease's end will bring it back: {Reason}")]
    private partial void LogNotWritten(Guid jobId, string reason);

    [LoggerMessage(LogLevel.Warning, "The end of job {JobId} could not be written yet and is tried again: {Reason}")]
    private partial void LogInterrupted(Guid jobId, string reason);

    [LoggerMessage(LogLevel.Error, "The database refused the end of job {JobId}")]
    private partial void LogRefused(Exception exception, Guid jobId);

    [LoggerMessage(LogLevel.Information, "Job {JobId} is tried again in {Seconds:0.0} s")]
    private partial void LogRetried(Guid jobId, double seconds);

    [LoggerMessage(LogLevel.Error, "Job {JobId} failed after {Attempts} attempts: {Reason}")]
    private partial void LogFailed(Guid jobId, int attempts, string reason);

    [LoggerMessage(LogLevel.Information, "Job {JobId} is given back")]
    private partial void LogReleased(Guid jobId);
}
