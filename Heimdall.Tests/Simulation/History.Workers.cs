namespace Heimdall.Tests.Simulation;

/// <summary>What a worker's process does: <c>JobWorker</c>, <c>LeaseKeeper</c>, <c>JobSettlement</c>, <c>Announcer</c>, <c>Rescuer</c>.</summary>
internal sealed partial class History
{
    private void HappenInProcess(in SimulatedEvent e, SimulatedWorker worker)
    {
        switch (e.Kind)
        {
            case EventKind.PollTick:
                Claim(worker);
                After(worker.Takes(_plan.PollInterval ?? 2 * HistoryPlan.End), EventKind.PollTick, worker);
                break;
            case EventKind.RenewTick:
                Renew(worker);
                After(worker.Takes(HistoryPlan.RenewInterval), EventKind.RenewTick, worker);
                break;
            case EventKind.AnnounceTick:
                Announce(worker);
                After(worker.Takes(HistoryPlan.AnnounceInterval), EventKind.AnnounceTick, worker);
                break;
            case EventKind.RescueTick:
                Rescue(worker);
                After(worker.Takes(HistoryPlan.RescueInterval), EventKind.RescueTick, worker);
                break;
            case EventKind.JobStarts:
                StartJob(worker, _ledger.All[e.Job], e.Token, askedAt: e.Number);
                break;
            case EventKind.ClaimAnswered:
                worker.IsClaiming = false;
                if (worker.IsToClaimAgain)
                {
                    worker.IsToClaimAgain = false;
                    Claim(worker);
                }

                break;
            case EventKind.RenewAnswered:
                RenewAnswered(worker, e);
                break;
            case EventKind.WorkEnds:
                WorkEnds(worker, worker.Find(e.Job, e.Token));
                break;
            case EventKind.LeaseTimer:
                LeaseTimer(worker, worker.Find(e.Job, e.Token));
                break;
            case EventKind.SettleAgain:
                Hold(worker, worker.Find(e.Job, e.Token));
                break;
            case EventKind.HoldAnswered:
                HoldAnswered(worker, worker.Find(e.Job, e.Token), (DatabaseAnswer)e.Number);
                break;
            case EventKind.CommitAnswered:
                CommitAnswered(worker, worker.Find(e.Job, e.Token), (DatabaseAnswer)e.Number);
                break;
            case EventKind.Publish:
                Publish(worker);
                break;
            case EventKind.AnnounceAnswered:
                worker.IsAnnouncing = false;
                break;
            case EventKind.WakeUpArrives:
                if (e.Number == _purges)
                {
                    Claim(worker);
                }

                break;
            case EventKind.RescueAnswered:
                if (e.Number == (long)DatabaseAnswer.Error)
                {
                    worker.Pause.SeeOutage();
                }

                break;
            case EventKind.GiveUp:
                Crash(worker, "has not given back all in time and ends");
                break;
        }
    }

    private void Claim(SimulatedWorker worker)
    {
        var free = worker.Slots - worker.Held.Count;
        if (worker.IsClaiming)
        {
            worker.IsToClaimAgain = true;
        }
        else if (free > 0 && worker.State == WorkerState.Up)
        {
            worker.IsClaiming = true;

            // The token's place carries when it was asked.
            After(Latency(worker), EventKind.ClaimAtDatabase, worker, token: _now, number: free | (worker.BackfillRoom(_plan.BackfillShare) << ClaimBits));
        }
    }

    // The lease is counted from before the claim was asked for.
    private void StartJob(SimulatedWorker worker, SimulatedJob job, long token, long askedAt)
    {
        var held = new HeldSimulatedJob(job, token, job.Attempt) { Deadline = askedAt + worker.Takes(HistoryPlan.LeaseDuration) };
        if (held.Deadline <= _now)
        {
            Note($"worker {worker.Incarnation} learns too late that it has {job} (token {token})");
            Counts.LeasesEndedLocally++;
            return;
        }

        worker.Held.Add(held);
        After(held.Deadline - _now, EventKind.LeaseTimer, worker, job, token);
        if (worker.State == WorkerState.Stopping)
        {
            Settle(worker, held, SimulatedOutcome.Released);
        }
        else
        {
            After(_chance.Between(2_000, 80_000), EventKind.WorkEnds, worker, job, token);
        }
    }

    private void Renew(SimulatedWorker worker)
    {
        foreach (var held in worker.Held)
        {
            if (!held.IsSettling)
            {
                After(Latency(worker), EventKind.RenewAtDatabase, worker, held.Job, held.Token, _now);
            }
        }
    }

    private void RenewAnswered(SimulatedWorker worker, in SimulatedEvent e)
    {
        if (worker.Find(e.Job, e.Token) is not { IsSettling: false } held)
        {
            return;
        }

        if (e.Number >= 0)
        {
            held.Deadline = Math.Max(held.Deadline, e.Number + worker.Takes(HistoryPlan.LeaseDuration));
        }
        else
        {
            Note($"worker {worker.Incarnation} hears that it lost {held.Job} (token {held.Token})");
            Drop(worker, held);
        }
    }

    private void LeaseTimer(SimulatedWorker worker, HeldSimulatedJob? held)
    {
        if (held is null)
        {
            return;
        }

        if (held.Deadline > _now)
        {
            After(held.Deadline - _now, EventKind.LeaseTimer, worker, held.Job, held.Token);
        }
        else if (held.IsSettling)
        {
            held.HasLeaseEnded = true;
        }
        else
        {
            Note($"worker {worker.Incarnation} could not renew {held.Job} (token {held.Token}) and drops it");
            Counts.LeasesEndedLocally++;
            Drop(worker, held);
        }
    }

    private void WorkEnds(SimulatedWorker worker, HeldSimulatedJob? held)
    {
        if (held is { IsSettling: false })
        {
            var isWorldAtFault = !_areFaultsOver && (_isStoreDown || _chance.In10000(_plan.WorldFaultChance));
            Settle(worker, held, isWorldAtFault ? SimulatedOutcome.Retry : SimulatedOutcome.Completed);
        }
    }

    private void Settle(SimulatedWorker worker, HeldSimulatedJob held, SimulatedOutcome outcome)
    {
        (held.IsSettling, held.Outcome) = (true, outcome);
        if (held.Job.Ghost.Holder == held.Token)
        {
            held.Job.Ghost.Asked = outcome;
        }

        Hold(worker, held);
    }

    private void Hold(SimulatedWorker worker, HeldSimulatedJob? held)
    {
        if (held is not null)
        {
            After(Latency(worker), EventKind.HoldAtDatabase, worker, held.Job, held.Token);
        }
    }

    private void HoldAnswered(SimulatedWorker worker, HeldSimulatedJob? held, DatabaseAnswer answer)
    {
        if (held is null)
        {
            return;
        }

        switch (answer)
        {
            case DatabaseAnswer.Ok:
                held.IsCommitting = true;
                After(Latency(worker), EventKind.CommitAtDatabase, worker, held.Job, held.Token, ((long)_server << 40) | (_now << 4) | (long)held.Outcome);
                break;
            case DatabaseAnswer.Lost:
                Counts.LateSettlements++;
                Drop(worker, held);
                break;
            case DatabaseAnswer.Error:
                SettleLater(worker, held);
                break;
        }
    }

    private void CommitAnswered(SimulatedWorker worker, HeldSimulatedJob? held, DatabaseAnswer answer)
    {
        if (held is null)
        {
            return;
        }

        held.IsCommitting = false;
        if (answer == DatabaseAnswer.Ok)
        {
            Drop(worker, held);
        }
        else
        {
            SettleLater(worker, held);
        }
    }

    // While the database is out of reach it is tried again until the lease ends.
    private void SettleLater(SimulatedWorker worker, HeldSimulatedJob held)
    {
        if (held.HasLeaseEnded)
        {
            Drop(worker, held);
        }
        else
        {
            After(worker.Takes(HistoryPlan.SettlePause), EventKind.SettleAgain, worker, held.Job, held.Token);
        }
    }

    // The slot is free, and its end wakes the claiming.
    private void Drop(SimulatedWorker worker, HeldSimulatedJob held)
    {
        worker.Held.Remove(held);
        if (worker.State == WorkerState.Stopping && worker.Held.Count == 0 && !worker.IsClaiming)
        {
            Note($"worker {worker.Incarnation} has given all back and ends");
            End(worker);
        }
        else
        {
            Claim(worker);
        }
    }

    private void Announce(SimulatedWorker worker)
    {
        if (!worker.IsAnnouncing)
        {
            worker.IsAnnouncing = true;
            After(Latency(worker), EventKind.FindToAnnounceAtDatabase, worker);
        }
    }

    private void Publish(SimulatedWorker worker)
    {
        if (_isBrokerDown)
        {
            // The transaction is undone: they count as not announced.
            _ledger.StopAnnouncing(worker.Incarnation);
            worker.IsAnnouncing = false;
            return;
        }

        foreach (var job in worker.Announcing)
        {
            Counts.RepeatedAnnouncements += job.AnnouncedAt is null ? 0 : 1;
            Send(job);
            if (!_areFaultsOver && _chance.In10000(500))
            {
                Counts.DuplicatedWakeUps++;
                Send(job);
            }
        }

        if (!_areFaultsOver && _chance.In10000(300))
        {
            Purge();
        }

        After(Latency(worker), EventKind.MarkAnnouncedAtDatabase, worker);
    }

    // To whoever listens, now or soon; with whoever it goes to, it may be lost.
    private void Send(SimulatedJob job)
    {
        var to = _workers[_chance.Below(_plan.Workers)];
        if (to.State == WorkerState.Up)
        {
            After(_chance.In10000(1_000) ? _chance.Below(20_000) : _chance.Between(1, 20), EventKind.WakeUpArrives, to, job, number: _purges);
        }
    }

    private void Rescue(SimulatedWorker worker)
    {
        if (_mutant == Mutant.RescuerOff)
        {
            return;
        }

        if (!_isDatabaseDown && worker.Pause.IsToPause(_server, _now, worker.Takes(HistoryPlan.LeaseDuration)))
        {
            Counts.RescuePauses++;
            return;
        }

        worker.RescuesSince = Math.Min(worker.RescuesSince, _now);
        After(Latency(worker), EventKind.RescueAtDatabase, worker);
    }
}
