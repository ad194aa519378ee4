namespace Heimdall.Tests.Simulation;

/// <summary>What the database does with what reaches it, and the answers that reach the worker, or do not.</summary>
internal sealed partial class History
{
    private const long OutcomeMask = 15;
    private const int ClaimBits = 8;
    private const long ClaimMask = (1 << ClaimBits) - 1;

    private void HappenAtDatabase(in SimulatedEvent e)
    {
        var worker = _workers[e.Worker];
        switch (e.Kind)
        {
            case EventKind.ClaimAtDatabase:
                ClaimAtDatabase(worker, e);
                break;
            case EventKind.RenewAtDatabase:
                RenewAtDatabase(worker, e);
                break;
            case EventKind.HoldAtDatabase:
                HoldAtDatabase(worker, e);
                break;
            case EventKind.CommitAtDatabase:
                CommitAtDatabase(worker, e);
                break;
            case EventKind.FindToAnnounceAtDatabase:
                FindToAnnounceAtDatabase(worker, e);
                break;
            case EventKind.MarkAnnouncedAtDatabase:
                MarkAnnouncedAtDatabase(worker, e);
                break;
            case EventKind.RescueAtDatabase:
                RescueAtDatabase(worker, e);
                break;
        }
    }

    private void ClaimAtDatabase(SimulatedWorker worker, in SimulatedEvent e)
    {
        if (_isDatabaseDown)
        {
            Reply(worker, e, EventKind.ClaimAnswered, DatabaseAnswer.Error);
            return;
        }

        // Whoever claims by its own wall clock shifts the end by as much as it is off.
        var lease = HistoryPlan.LeaseDuration + (_mutant == Mutant.LeaseOnWallClock ? worker.WallOffsetMs : 0);
        var (limit, backfillLimit) = ((int)(e.Number & ClaimMask), (int)(e.Number >> ClaimBits));
        _ledger.ClaimJobs(e.Incarnation, limit, backfillLimit, lease, _claimed);
        Counts.ClaimsHeldToTheShare += _claimed.Count < limit && IsBackfillDue() ? 1 : 0;
        var isLost = _claimed.Count > 0 && IsAnswerLost(worker);
        var delay = Latency(worker);
        foreach (var job in _claimed)
        {
            Counts.Claims++;
            job.Ghost.IsDisturbed |= isLost || worker.Incarnation != e.Incarnation || worker.IsFrozen || delay > HistoryPlan.Second || _now - e.Token > HistoryPlan.Second;
            Note($"worker {e.Incarnation} claims {job} (token {job.LeaseToken}, attempt {job.Attempt}){(isLost ? ", and never hears of it" : "")}");
            if (!isLost)
            {
                Push(_now + delay, new SimulatedEvent(EventKind.JobStarts, e.Worker, e.Incarnation, job.Id, job.LeaseToken, e.Token));
            }
        }

        Push(_now + delay, e with { Kind = EventKind.ClaimAnswered });
    }

    private bool IsBackfillDue()
    {
        foreach (var job in _ledger.Live)
        {
            if (job.Lane == SimulatedLane.Backfill && _ledger.IsDue(job))
            {
                return true;
            }
        }

        return false;
    }

    private void RenewAtDatabase(SimulatedWorker worker, in SimulatedEvent e)
    {
        if (_isDatabaseDown)
        {
            return;
        }

        var isRenewed = _ledger.RenewLease(_ledger.All[e.Job], e.Token, 0, HistoryPlan.LeaseDuration);
        Counts.Renewals += isRenewed ? 1 : 0;
        if (!IsAnswerLost(worker))
        {
            Push(_now + Latency(worker), e with { Kind = EventKind.RenewAnswered, Number = isRenewed ? e.Number : -1 });
        }
    }

    private void HoldAtDatabase(SimulatedWorker worker, in SimulatedEvent e)
    {
        var job = _ledger.All[e.Job];
        if (_isDatabaseDown)
        {
            Reply(worker, e, EventKind.HoldAnswered, DatabaseAnswer.Error);
            return;
        }

        var isHeld = _ledger.HoldLease(job, e.Token);
        if (isHeld && worker.Incarnation != e.Incarnation)
        {
            // Nobody is there to answer: the server undoes what it began.
            _ledger.Unlock(job, e.Token);
            return;
        }

        if (!isHeld)
        {
            Note($"worker {e.Incarnation} finds that token {e.Token} of {job} is lost");
        }

        Reply(worker, e, EventKind.HoldAnswered, isHeld ? DatabaseAnswer.Ok : DatabaseAnswer.Lost);
    }

    private void CommitAtDatabase(SimulatedWorker worker, in SimulatedEvent e)
    {
        var job = _ledger.All[e.Job];
        var isSameServer = e.Number >> 40 == _server;
        if (_isDatabaseDown || !isSameServer || !_ledger.IsHeld(job, e.Token))
        {
            Counts.UndoneTransactions++;
            Reply(worker, e, EventKind.CommitAnswered, DatabaseAnswer.Error);
            return;
        }

        var outcome = (SimulatedOutcome)(e.Number & OutcomeMask);
        Note($"worker {e.Incarnation} commits {outcome} of {job} (token {e.Token})");
        switch (outcome)
        {
            case SimulatedOutcome.Completed:
                Counts.Results++;
                _ledger.Settle(job, e.Token, allFailed: IsUnusable(job.Subject));
                break;
            case SimulatedOutcome.Retry:
                Counts.Retries++;
                _ledger.Retry(job, e.Token, job.Attempt, delay: _chance.Below((int)(2 * HistoryPlan.Second) << job.Attempt));
                break;
            case SimulatedOutcome.Released:
                Counts.Releases++;
                _ledger.Release(job, e.Token);
                break;
        }

        _ledger.Unlock(job, e.Token);
        if (IsAnswerLost(worker))
        {
            Counts.LostCommitAnswers++;
            Push(_now + _chance.Between(1_000, 30_000), e with { Kind = EventKind.CommitAnswered, Number = (long)DatabaseAnswer.Error });
        }
        else
        {
            Push(_now + Latency(worker), e with { Kind = EventKind.CommitAnswered, Number = (long)DatabaseAnswer.Ok });
        }
    }

    private void FindToAnnounceAtDatabase(SimulatedWorker worker, in SimulatedEvent e)
    {
        if (worker.Incarnation != e.Incarnation)
        {
            return;
        }

        if (!_isDatabaseDown && _ledger.TryLeadAnnouncing(e.Incarnation))
        {
            _ledger.FindJobsToAnnounce(HistoryPlan.AnnounceAgainAfter, worker.Announcing);
            if (worker.Announcing.Count > 0)
            {
                Push(_now + Latency(worker), e with { Kind = EventKind.Publish });
                return;
            }

            _ledger.StopAnnouncing(e.Incarnation);
        }

        Push(_now + Latency(worker), e with { Kind = EventKind.AnnounceAnswered });
    }

    private void MarkAnnouncedAtDatabase(SimulatedWorker worker, in SimulatedEvent e)
    {
        if (worker.Incarnation != e.Incarnation)
        {
            return;
        }

        if (!_isDatabaseDown && _ledger.LeadsAnnouncing(e.Incarnation))
        {
            _ledger.MarkAnnounced(worker.Announcing);
            _ledger.StopAnnouncing(e.Incarnation);
        }

        Push(_now + Latency(worker), e with { Kind = EventKind.AnnounceAnswered });
    }

    private void RescueAtDatabase(SimulatedWorker worker, in SimulatedEvent e)
    {
        if (_isDatabaseDown)
        {
            worker.RescuesSince = long.MaxValue;
            Reply(worker, e, EventKind.RescueAnswered, DatabaseAnswer.Error);
            return;
        }

        _ledger.Rescue(_claimed, _failed);
        Counts.Rescues += _claimed.Count + _failed.Count;
        Counts.ExhaustedJobs += _failed.Count;
        foreach (var job in _claimed)
        {
            Note($"worker {e.Incarnation} rescues {job}: queued again");
        }

        foreach (var job in _failed)
        {
            Note($"worker {e.Incarnation} rescues {job}: failed");
        }

        _checker.OnRescued(_ledger, EarliestRescuer(), HistoryPlan.LeaseDuration + HistoryPlan.LongestClockStep);
        Reply(worker, e, EventKind.RescueAnswered, DatabaseAnswer.Ok);
    }

    private long EarliestRescuer()
    {
        var earliest = long.MaxValue;
        foreach (var worker in _workers)
        {
            earliest = Math.Min(earliest, worker.RescuesSince);
        }

        return earliest;
    }

    private void Reply(SimulatedWorker worker, in SimulatedEvent e, EventKind kind, DatabaseAnswer answer) =>
        Push(_now + Latency(worker), e with { Kind = kind, Number = (long)(IsAnswerLost(worker) ? DatabaseAnswer.Error : answer) });
}
