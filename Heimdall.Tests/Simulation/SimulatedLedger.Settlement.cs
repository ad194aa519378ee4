namespace Heimdall.Tests.Simulation;

/// <summary>How jobs end, or are queued again.</summary>
internal sealed partial class SimulatedLedger
{
    /// <summary>
    /// <c>hold_lease</c>: locks the job's row for the settlement of this token, or finds the lease lost. A lock can only be this token's own, of a
    /// transaction whose connection its worker gave up.
    /// </summary>
    public bool HoldLease(SimulatedJob job, long token)
    {
        if (mutant == Mutant.FenceOff)
        {
            return true;
        }

        if (!job.IsLive || job.LeaseToken != token || job.Status != SimulatedStatus.Extracting)
        {
            return false;
        }

        (job.LockToken, job.LockedUntil) = (token, Uptime + IdleTransactionTimeout);
        return true;
    }

    /// <summary>Whether the transaction that held the lease is still there to commit.</summary>
    public bool IsHeld(SimulatedJob job, long token) => mutant == Mutant.FenceOff || (job.LockToken == token && IsLocked(job));

    /// <summary>The transaction is over.</summary>
    public void Unlock(SimulatedJob job, long token)
    {
        if (job.LockToken == token)
        {
            job.LockToken = 0;
        }
    }

    /// <summary>The rest of a settlement: the result, and the job's end with it.</summary>
    public void Settle(SimulatedJob job, long token, bool allFailed)
    {
        _features[job.Subject] = new SimulatedFeatures(job.Id, allFailed, Now);
        checker?.OnResultWritten(job, token, allFailed);
        Finish(
            job,
            token,
            allFailed ? SimulatedStatus.Failed : SimulatedStatus.Completed,
            allFailed ? SimulatedOutcome.Failed : SimulatedOutcome.Completed,
            allFailed ? SimulatedErrorKind.Data : SimulatedErrorKind.None);
    }

    /// <summary>The rest of a retry: queued again after a while, or failed after the last attempt.</summary>
    /// <param name="job">The job.</param>
    /// <param name="token">The lease.</param>
    /// <param name="attempt">The attempt as it was claimed.</param>
    /// <param name="delay">Milliseconds.</param>
    public void Retry(SimulatedJob job, long token, int attempt, long delay)
    {
        if (attempt < job.MaxAttempts)
        {
            Requeue(job, token, SimulatedOutcome.Retry, delay, attemptsBack: 0);
        }
        else
        {
            RecordFailure(job, token);
            Finish(job, token, SimulatedStatus.Failed, SimulatedOutcome.Failed, SimulatedErrorKind.Infrastructure);
        }
    }

    /// <summary>The rest of a release: queued again at once, no attempt spent.</summary>
    public void Release(SimulatedJob job, long token) => Requeue(job, token, SimulatedOutcome.Released, 0, attemptsBack: 1);

    /// <summary><c>requeue_expired</c> and <c>find_exhausted</c>: what a worker is settling at this moment is skipped.</summary>
    public void Rescue(List<SimulatedJob> requeued, List<SimulatedJob> failed)
    {
        requeued.Clear();
        failed.Clear();
        foreach (var job in _live)
        {
            if (job.Status == SimulatedStatus.Extracting && job.LeaseExpiresAt < Now && !IsLocked(job))
            {
                (job.Attempt < job.MaxAttempts ? requeued : failed).Add(job);
            }
        }

        foreach (var job in requeued)
        {
            checker?.OnLeaseExpired(job);
            EndAttempt(job, job.LeaseToken, SimulatedOutcome.LeaseExpired);
            QueueAgain(job, 0);
        }

        foreach (var job in failed)
        {
            checker?.OnLeaseExpired(job);
            RecordFailure(job, job.LeaseToken);
            Finish(job, job.LeaseToken, SimulatedStatus.Failed, SimulatedOutcome.LeaseExpired, SimulatedErrorKind.LeaseExpired);
        }
    }

    /// <summary>An operator's cancel: over at once, and the worker's lease with it. False where a settlement has the row.</summary>
    public bool Cancel(SimulatedJob job)
    {
        if (!job.IsLive || IsLocked(job))
        {
            return false;
        }

        checker?.OnCancelled(job);
        if (mutant != Mutant.CancelForgotten)
        {
            RecordFailure(job, job.LeaseToken);
        }

        Finish(job, job.LeaseToken, SimulatedStatus.Cancelled, SimulatedOutcome.Cancelled, SimulatedErrorKind.Cancelled);
        return true;
    }

    // Only where there are no features: a failed attempt to make them anew takes nothing away.
    private void RecordFailure(SimulatedJob job, long token)
    {
        if (job.IsLive && _features[job.Subject] is null or { Failed: true })
        {
            _features[job.Subject] = new SimulatedFeatures(job.Id, true, Now);
            checker?.OnFailureRecorded(job, token);
        }
    }

    // The statement has its own condition on the token, whatever hold_lease said.
    private void Finish(SimulatedJob job, long token, SimulatedStatus status, SimulatedOutcome outcome, SimulatedErrorKind errorKind)
    {
        EndAttempt(job, token, outcome);
        if (!job.IsLive || job.LeaseToken != token)
        {
            return;
        }

        _live.Remove(job);
        _finished.Add(job);
        (job.IsLive, job.Status, job.ErrorKind, job.CompletedAt, job.LockToken) = (false, status, errorKind, Now, 0);
        job.Progress = status == SimulatedStatus.Completed ? 100 : job.Progress;
        checker?.OnFinished(this, job, token, outcome);
    }

    private void Requeue(SimulatedJob job, long token, SimulatedOutcome outcome, long delay, int attemptsBack)
    {
        EndAttempt(job, token, outcome);
        if (job.IsLive && job.LeaseToken == token)
        {
            job.Attempt -= attemptsBack;
            QueueAgain(job, delay);
            checker?.OnRequeued(job, token, outcome);
        }
    }

    private void QueueAgain(SimulatedJob job, long delay)
    {
        (job.Status, job.LeaseOwner, job.LeaseExpiresAt, job.LockToken) = (SimulatedStatus.Queued, null, null, 0);
        (job.NotBefore, job.AnnouncedAt) = (Now + delay, null);
        job.ReadySequence = delay > 0 ? null : job.ReadySequence ?? ++_jobOrder;
    }

    private void EndAttempt(SimulatedJob job, long token, SimulatedOutcome outcome)
    {
        for (var i = job.Attempts.Count - 1; i >= 0; i--)
        {
            if (job.Attempts[i].Token == token && job.Attempts[i].EndedAt is null)
            {
                job.Attempts[i] = job.Attempts[i] with { EndedAt = Now, Outcome = outcome };
                return;
            }
        }
    }
}
