using System.Runtime.CompilerServices;

namespace Heimdall.Tests.Simulation;

/// <summary>
/// What must hold whatever happens. The checker keeps books of its own and trusts none of the ledger's: who was given a lease, what was taken
/// from whom, and what each subject had queued for it and why.
/// </summary>
/// <param name="byAccount">Only the account at the end is looked at, as the scenarios do.</param>
internal sealed class InvariantChecker(bool byAccount = false)
{
    private readonly List<SubjectGhost> _subjects = [];

    /// <summary>All tables are empty.</summary>
    public void OnBegin(int subjects)
    {
        while (_subjects.Count < subjects)
        {
            _subjects.Add(new SubjectGhost());
        }

        foreach (var subject in _subjects)
        {
            subject.Reset();
        }
    }

    /// <summary>A batch never picks what is queued, running, done, failed or cancelled.</summary>
    public void OnFound(int subject) =>
        Require(_subjects[subject] is { Live: 0, HasOutcome: false }, $"a batch takes subject {subject} for missing, and it is not");

    public void OnEnqueued(SimulatedLedger ledger, SimulatedJob job, SimulatedCause cause, SimulatedJob? inPlaceOf)
    {
        var subject = _subjects[job.Subject];
        Require(subject.Live == 0, $"subject {job.Subject} has two live jobs, the last is {job.Id}: it is in two states");
        Require(cause != SimulatedCause.Completion || subject.Jobs == 0, $"{job} is queued by a completion, and subject {job.Subject} had {subject.Jobs} before");
        Require(cause != SimulatedCause.Request || !subject.IsSettled, $"{job} is queued though subject {job.Subject} is done and nobody insisted");
        if (inPlaceOf is not null)
        {
            Require(inPlaceOf.Ghost.Ends == 1 && inPlaceOf.Status is SimulatedStatus.Failed or SimulatedStatus.Cancelled, $"{job} is queued in place of {inPlaceOf}, which is {inPlaceOf.Status}");
            Require(job.Lane == inPlaceOf.Lane, $"{job} is not in the lane of {inPlaceOf}");

            // The ledger compares times of a clock that may have been set in between.
            Require(
                subject.CompletedAt is not { } at || at <= inPlaceOf.Ghost.EndedAt + (2 * HistoryPlan.LongestClockStep),
                $"{job} is queued in place of {inPlaceOf}, and a later one completed");
        }

        subject.Live++;
        subject.Jobs++;
        job.Ghost.QueuedAt = ledger.Uptime;
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

    /// <summary>Live before backfill, and no more of the backfill than its share.</summary>
    public void OnClaimEnded(SimulatedLedger ledger, List<SimulatedJob> claimed, int backfillLimit)
    {
        var backfill = 0;
        foreach (var job in claimed)
        {
            if (job.Lane != SimulatedLane.Backfill)
            {
                continue;
            }

            Require(++backfill <= backfillLimit, $"{job} of the backfill is claimed, beyond the {backfillLimit} of its share");
            foreach (var waiting in ledger.Live)
            {
                Require(waiting.Lane != SimulatedLane.Live || !ledger.IsDue(waiting), $"{job} of the backfill is claimed while {waiting} of the live lane waits");
            }
        }
    }

    public void OnResultWritten(SimulatedJob job, long token, bool allFailed)
    {
        var subject = _subjects[job.Subject];
        job.Ghost.Results++;
        Require(job.Ghost.Holder == token, $"a result of {job} is written under token {token}, which lost its lease (now {job.Ghost.Holder})");
        Require(job.Ghost.Results == 1, $"{job} has {job.Ghost.Results} results");
        (subject.HasOutcome, subject.HasFeatures) = (true, !allFailed);
    }

    public void OnFailureRecorded(SimulatedJob job, long token)
    {
        var subject = _subjects[job.Subject];
        Require(job.Ghost.Holder == token || job.Ghost.IsTaken, $"a failure of {job} is written under token {token}, which lost its lease (now {job.Ghost.Holder})");
        Require(job.Ghost.Ends == 0, $"a failure of {job} is written after its end");
        Require(!subject.HasFeatures, $"a failure of {job} takes the place of the features of subject {job.Subject}");
        subject.HasOutcome = true;
    }

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
        var (ghost, subject) = (job.Ghost, _subjects[job.Subject]);
        ghost.Ends++;
        ghost.EndedAt = ledger.Uptime;
        subject.Live--;
        subject.IsSettled |= job.Status != SimulatedStatus.Cancelled;
        subject.CompletedAt = job.Status == SimulatedStatus.Completed ? ledger.Uptime : subject.CompletedAt;
        Require(ghost.Ends == 1, $"{job} has ended {ghost.Ends} times");
        Require(ghost.IsTaken || ghost.Holder == token, $"{job} is ended under token {token}, which lost its lease (now {ghost.Holder})");
        Require(
            ghost.IsTaken ? outcome is SimulatedOutcome.LeaseExpired or SimulatedOutcome.Cancelled : Agree(ghost.Asked, outcome),
            $"{job} ended as {outcome}, its worker asked for {ghost.Asked}");
        Require(job.Attempt == ghost.Claims - ghost.Releases, $"{job} ends at attempt {job.Attempt} after {ghost.Claims} claims and {ghost.Releases} releases");
        Require(job.Attempts.Count == ghost.Claims, $"{job} has {job.Attempts.Count} attempts after {ghost.Claims} claims");
        Require(subject.HasOutcome && ledger.FeaturesOf(job.Subject) is not null, $"{job} ended and left neither a result nor a failure");
        foreach (var attempt in job.Attempts)
        {
            Require(attempt.EndedAt is not null, $"{job} ended and its attempt under token {attempt.Token} did not");
        }

        // Whoever had it, has nothing any more.
        ghost.Holder = 0;
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

    /// <summary>Faults ended long ago: whatever was begun is over, with exactly one row to tell of it, and nothing was done twice at once.</summary>
    public static void OnEnd(SimulatedLedger ledger)
    {
        foreach (var job in ledger.Live)
        {
            throw new InvariantViolation($"{job} of subject {job.Subject} never ends: {job.Status}, attempt {job.Attempt}, token {job.LeaseToken}, announced at {job.AnnouncedAt}");
        }

        for (var i = 0; i < ledger.All.Count; i++)
        {
            var job = ledger.All[i];
            Account(job.Ghost.Ends == 1, $"{job} has ended {job.Ghost.Ends} times");
            Account(job.Ghost.Results <= 1, $"{job} has {job.Ghost.Results} results");
            for (var earlier = 0; earlier < i; earlier++)
            {
                var other = ledger.All[earlier];
                Account(
                    other.Subject != job.Subject || other.Ghost.EndedAt <= job.Ghost.QueuedAt,
                    $"subject {job.Subject} was extracted by {other} and {job} at once");
            }
        }

        Account(ledger.Finished.Count == ledger.All.Count, $"{ledger.All.Count} jobs were queued, {ledger.Finished.Count} have ended");
    }

    private static void Take(SimulatedJob job)
    {
        (job.Ghost.Holder, job.Ghost.IsDisturbed, job.Ghost.IsTaken) = (0, false, true);
    }

    private static bool Agree(SimulatedOutcome asked, SimulatedOutcome written) =>
        asked == written
        || (asked == SimulatedOutcome.Completed && written == SimulatedOutcome.Failed)
        || (asked == SimulatedOutcome.Retry && written == SimulatedOutcome.Failed);

    private void Require(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ViolationText text)
    {
        if (!byAccount)
        {
            Account(holds, text);
        }
    }

    private static void Account(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ViolationText text)
    {
        if (!holds)
        {
            throw new InvariantViolation(text.ToString());
        }
    }
}
