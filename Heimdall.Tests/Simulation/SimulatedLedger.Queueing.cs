namespace Heimdall.Tests.Simulation;

/// <summary>How jobs come to be queued.</summary>
internal sealed partial class SimulatedLedger
{
    /// <summary>Completes a session and queues its job, in one transaction; again: nothing.</summary>
    public SimulatedJob? Complete(int subject, int maxAttempts = 5)
    {
        if (_isCovered[subject])
        {
            return null;
        }

        _isCovered[subject] = true;
        return Enqueue(subject, SimulatedLane.Live, SimulatedCause.Completion, maxAttempts);
    }

    /// <summary>A row of <c>enqueue_missing</c>: on conflict do nothing.</summary>
    public SimulatedJob? EnqueueMissing(int subject, int maxAttempts = 5) => Enqueue(subject, SimulatedLane.Backfill, SimulatedCause.Batch, maxAttempts);

    /// <summary>An operator's request: a live job wins, then a finished one unless forced, else a new one is queued.</summary>
    public SimulatedJob? RequestExtraction(int subject, bool force, int maxAttempts = 5)
    {
        if (!_isCovered[subject] || FindLive(subject) is not null)
        {
            return null;
        }

        return !force && HasFinished(subject)
            ? null
            : Enqueue(subject, SimulatedLane.Live, force ? SimulatedCause.Force : SimulatedCause.Request, maxAttempts);
    }

    /// <summary>
    /// An operator's retry: a new job, in the same lane, in place of one that failed or was cancelled, unless its subject has a live one or a
    /// later one completed. A job that waits for its time is made due.
    /// </summary>
    /// <returns>What the operator is told, and of which job.</returns>
    public (SimulatedRetry Answer, SimulatedJob Job) RetryByHand(SimulatedJob asked, int maxAttempts = 5)
    {
        if (asked.IsLive && asked.Status == SimulatedStatus.Queued && asked.NotBefore > Now)
        {
            (asked.NotBefore, asked.AnnouncedAt, asked.ReadySequence) = (Now, null, ++_jobOrder);
            return (SimulatedRetry.MadeDue, asked);
        }

        if (asked.IsLive || asked.Status == SimulatedStatus.Completed)
        {
            return (asked.IsLive ? SimulatedRetry.Active : SimulatedRetry.Completed, asked);
        }

        if (FindLive(asked.Subject) is { } live)
        {
            return (SimulatedRetry.Active, live);
        }

        if (mutant != Mutant.RetryBlind && FindLaterCompleted(asked) is { } done)
        {
            return (SimulatedRetry.Completed, done);
        }

        return (SimulatedRetry.Queued, Insert(asked.Subject, asked.Lane, SimulatedCause.Retry, maxAttempts, asked));
    }

    /// <summary>The subjects that a batch sees as missing at this moment.</summary>
    public void FindMissing(List<int> found)
    {
        found.Clear();
        for (var subject = 0; subject < _features.Length; subject++)
        {
            if (_isCovered[subject] && _features[subject] is null && FindLive(subject) is null)
            {
                checker?.OnFound(subject);
                found.Add(subject);
            }
        }
    }

    // On conflict do nothing: the table has one live job a subject.
    private SimulatedJob? Enqueue(int subject, SimulatedLane lane, SimulatedCause cause, int maxAttempts) =>
        mutant != Mutant.UniqueOff && FindLive(subject) is not null ? null : Insert(subject, lane, cause, maxAttempts);

    private SimulatedJob Insert(int subject, SimulatedLane lane, SimulatedCause cause, int maxAttempts, SimulatedJob? inPlaceOf = null)
    {
        var job = _pool.TryPop(out var pooled) ? pooled : new SimulatedJob();
        job.Queue(_all.Count, subject, lane, maxAttempts, inPlaceOf?.Id, Now);
        job.ReadySequence = ++_jobOrder;
        _all.Add(job);
        _live.Add(job);
        checker?.OnEnqueued(this, job, cause, inPlaceOf);
        return job;
    }

    private SimulatedJob? FindLaterCompleted(SimulatedJob asked)
    {
        SimulatedJob? latest = null;
        foreach (var job in _finished)
        {
            if (job.Subject == asked.Subject && job.Status == SimulatedStatus.Completed && job.CompletedAt > (latest ?? asked).CompletedAt)
            {
                latest = job;
            }
        }

        return latest;
    }

    private bool HasFinished(int subject)
    {
        foreach (var job in _finished)
        {
            if (job.Subject == subject && job.Status is SimulatedStatus.Completed or SimulatedStatus.Failed)
            {
                return true;
            }
        }

        return false;
    }
}
