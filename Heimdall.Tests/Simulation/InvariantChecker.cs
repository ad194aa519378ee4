using System.Runtime.CompilerServices;

namespace Heimdall.Tests.Simulation;

/// <summary>
/// What must hold whatever happens. The checker keeps books of its own and trusts none of the ledger's: who was given a lease, and what was
/// taken from whom.
/// </summary>
internal sealed class InvariantChecker
{
    public void OnEnqueued(SimulatedLedger ledger, SimulatedJob job)
    {
        foreach (var other in ledger.Live)
        {
            if (other != job && other.Subject == job.Subject)
            {
                throw new InvariantViolation($"subject {job.Subject} has two live jobs, {other.Id} and {job.Id}: it is in two states");
            }
        }
    }

    public void OnClaimed(SimulatedLedger ledger, SimulatedJob job)
    {
        var ghost = job.Ghost;
        Require(ghost.Holder == 0, $"{job} is claimed (token {job.LeaseToken}) while token {ghost.Holder} has it");
        Require(job.LeaseToken > ghost.LargestToken, $"{job}: token {job.LeaseToken} after {ghost.LargestToken} does not grow");
        Require(job.Attempt <= job.MaxAttempts, $"{job} is at attempt {job.Attempt} of {job.MaxAttempts}");
        Require(job.NotBefore <= ledger.Now, $"{job} is claimed before its time");
        (ghost.Holder, ghost.LargestToken, ghost.Asked, ghost.IsTaken) = (job.LeaseToken, job.LeaseToken, SimulatedOutcome.None, false);
        ghost.IsDisturbed = false;
        ghost.Claims++;
    }

    /// <summary>Live before backfill.</summary>
    public void OnClaimEnded(SimulatedLedger ledger, List<SimulatedJob> claimed)
    {
        foreach (var job in claimed)
        {
            if (job.Lane == SimulatedLane.Backfill)
            {
                foreach (var waiting in ledger.Live)
                {
                    Require(waiting.Lane != SimulatedLane.Live || !ledger.IsDue(waiting), $"{job} of the backfill is claimed while {waiting} of the live lane waits");
                }

                return;
            }
        }
    }

    public void OnResultWritten(SimulatedJob job, long token)
    {
        Require(job.Ghost.Holder == token, $"a result of {job} is written under token {token}, which lost its lease (now {job.Ghost.Holder})");
        Require(++job.Ghost.Results == 1, $"{job} has {job.Ghost.Results} results");
    }

    public void OnFailureRecorded(SimulatedJob job, long token) =>
        Require(job.Ghost.Holder == token || job.Ghost.IsTaken, $"a failure of {job} is written under token {token}, which lost its lease (now {job.Ghost.Holder})");

    public void OnLeaseExpired(SimulatedJob job)
    {
        Require(job.Ghost.IsDisturbed, $"{job} was taken from a worker to which nothing had happened (token {job.LeaseToken})");
        Take(job);
    }

    public void OnCancelled(SimulatedJob job) => Take(job);

    public void OnRequeued(SimulatedJob job, long token, SimulatedOutcome outcome)
    {
        Require(job.Ghost.Holder == token, $"{job} is queued again under token {token}, which lost its lease (now {job.Ghost.Holder})");
        Require(job.Ghost.Asked == outcome, $"{job} is queued again as {outcome}, its worker asked for {job.Ghost.Asked}");
        job.Ghost.Releases += outcome == SimulatedOutcome.Released ? 1 : 0;
        (job.Ghost.Holder, job.Ghost.IsDisturbed) = (0, false);
    }

    public void OnFinished(SimulatedLedger ledger, SimulatedJob job, long token, SimulatedOutcome outcome)
    {
        var ghost = job.Ghost;
        Require(++ghost.Ends == 1, $"{job} has ended {ghost.Ends} times");
        Require(ghost.IsTaken || ghost.Holder == token, $"{job} is ended under token {token}, which lost its lease (now {ghost.Holder})");
        Require(
            ghost.IsTaken ? outcome is SimulatedOutcome.LeaseExpired or SimulatedOutcome.Cancelled : Agree(ghost.Asked, outcome),
            $"{job} ended as {outcome}, its worker asked for {ghost.Asked}");
        Require(job.Attempt == ghost.Claims - ghost.Releases, $"{job} ends at attempt {job.Attempt} after {ghost.Claims} claims and {ghost.Releases} releases");
        Require(job.Attempts.Count == ghost.Claims, $"{job} has {job.Attempts.Count} attempts after {ghost.Claims} claims");
        Require(ledger.FeaturesOf(job.Subject) is not null, $"{job} ended and left neither a result nor a failure");
        foreach (var attempt in job.Attempts)
        {
            Require(attempt.EndedAt is not null, $"{job} ended and its attempt under token {attempt.Token} did not");
        }
    }

    /// <summary>Rule 7: an expired lease is found within one more lease time, when there is somebody to find it.</summary>
    public void OnRescued(SimulatedLedger ledger, long rescuerHealthySince, long longestMs)
    {
        if (ledger.Uptime - rescuerHealthySince <= longestMs)
        {
            return;
        }

        foreach (var job in ledger.Live)
        {
            Require(
                job.Status != SimulatedStatus.Extracting || ledger.Now - job.LeaseExpiresAt <= longestMs,
                $"the lease of {job} expired {(ledger.Now - job.LeaseExpiresAt) / 1000.0:0.0} s ago and is not found");
        }
    }

    /// <summary>Faults ended long ago: whatever was begun is over, with exactly one row to tell of it.</summary>
    public void OnEnd(SimulatedLedger ledger)
    {
        foreach (var job in ledger.Live)
        {
            throw new InvariantViolation($"{job} of subject {job.Subject} never ends: {job.Status}, attempt {job.Attempt}, token {job.LeaseToken}, announced at {job.AnnouncedAt}");
        }

        foreach (var job in ledger.All)
        {
            Require(job.Ghost.Ends == 1, $"{job} has ended {job.Ghost.Ends} times");
        }

        Require(ledger.Finished.Count == ledger.All.Count, $"{ledger.All.Count} jobs were queued, {ledger.Finished.Count} have ended");
    }

    private static void Take(SimulatedJob job)
    {
        (job.Ghost.Holder, job.Ghost.IsDisturbed, job.Ghost.IsTaken) = (0, false, true);
    }

    private static bool Agree(SimulatedOutcome asked, SimulatedOutcome written) =>
        asked == written
        || (asked == SimulatedOutcome.Completed && written == SimulatedOutcome.Failed)
        || (asked == SimulatedOutcome.Retry && written == SimulatedOutcome.Failed);

    private static void Require(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ViolationText text)
    {
        if (!holds)
        {
            throw new InvariantViolation(text.ToString());
        }
    }
}
