namespace Heimdall.Tests.Simulation;

/// <summary>What goes wrong.</summary>
internal sealed partial class History
{
    private const long Hour = 3_600 * HistoryPlan.Second;

    private static bool IsUnusable(int subject) => subject % 4 == 3;

    private void PlanFaults()
    {
        for (var fault = 0; fault < _plan.PlannedFaults; fault++)
        {
            var at = _chance.Below((int)HistoryPlan.FaultsEnd);
            var duration = _chance.Between(500, 100_000);
            var place = _chance.Below(_plan.Workers);
            switch (_chance.Below(8))
            {
                case 0:
                    After(at, EventKind.Crash, place);
                    break;
                case 1:
                case 2:
                    After(at, EventKind.Freeze, place, duration);
                    break;
                case 3:
                    After(at, EventKind.Stop, place);
                    break;
                case 4:
                    After(at, EventKind.DatabaseDown, number: duration);
                    break;
                case 5:
                    After(at, EventKind.BrokerDown, number: duration);
                    break;
                case 6:
                    After(at, EventKind.StoreDown, number: duration);
                    break;
                default:
                    After(at, EventKind.Purge);
                    After(at, EventKind.ClockSteps, number: _chance.Between(-2_500, 2_500));
                    break;
            }
        }

        After(HistoryPlan.FaultsEnd, EventKind.FaultsEnd);
    }

    private void HappenInTheWorld(in SimulatedEvent e, SimulatedWorker worker)
    {
        switch (e.Kind)
        {
            case >= EventKind.Complete and <= EventKind.RetryByHand when _isDatabaseDown:
                Push(_now + HistoryPlan.Second, e);
                break;
            case >= EventKind.Complete and <= EventKind.RetryByHand:
                Operate(e);
                break;
            case EventKind.FaultsEnd:
                EndFaults();
                break;
            case EventKind.Wake:
                Wake(worker, e.Number);
                break;
            default:
                if (!_areFaultsOver)
                {
                    GoWrong(e, worker);
                }

                break;
        }
    }

    private void GoWrong(in SimulatedEvent e, SimulatedWorker worker)
    {
        switch (e.Kind)
        {
            case EventKind.Start:
                Start(worker);
                break;
            case EventKind.Crash when worker.State != WorkerState.Down:
                Crash(worker, "is killed");
                break;
            case EventKind.Freeze when worker.State != WorkerState.Down && !worker.IsFrozen:
                Note($"worker {worker.Incarnation} freezes for {e.Number / 1000.0:0.0} s");
                Counts.Freezes++;
                Disturb(worker);
                worker.WakesAt = _now + e.Number;
                After(e.Number, EventKind.Wake, worker.Place, worker.Incarnation);
                break;
            case EventKind.Stop when worker.State == WorkerState.Up && !worker.IsFrozen:
                Stop(worker);
                break;
            case EventKind.DatabaseDown when !_isDatabaseDown:
                Note("the database goes down");
                Counts.Outages++;
                _isDatabaseDown = true;
                _server++;
                _ledger.RestartServer();
                DisturbAll();
                After(e.Number, EventKind.DatabaseUp);
                break;
            case EventKind.DatabaseUp:
                Note("the database is back");
                _isDatabaseDown = false;
                break;
            case EventKind.BrokerDown when !_isBrokerDown:
                Note("the broker goes down and forgets");
                Counts.Outages++;
                _isBrokerDown = true;
                _purges++;
                After(e.Number, EventKind.BrokerUp);
                break;
            case EventKind.BrokerUp:
                _isBrokerDown = false;
                break;
            case EventKind.Purge:
                Purge();
                break;
            case EventKind.StoreDown when !_isStoreDown:
                Note("the object store goes down");
                Counts.Outages++;
                _isStoreDown = true;
                After(e.Number, EventKind.StoreUp);
                break;
            case EventKind.StoreUp:
                _isStoreDown = false;
                break;
            case EventKind.ClockSteps when Math.Abs(_databaseOffset + e.Number) <= HistoryPlan.LongestClockStep:
                Note($"the database's clock steps by {e.Number} ms");
                Counts.ClockSteps++;
                _databaseOffset += e.Number;
                _ledger.Now = _now + _databaseOffset;
                break;
        }
    }

    private void Start(SimulatedWorker worker)
    {
        if (worker.State != WorkerState.Down)
        {
            return;
        }

        worker.Forget();
        worker.Incarnation = ++_incarnations;
        worker.State = WorkerState.Up;
        worker.Slots = _chance.Between(1, 3);
        worker.DriftPerMille = _chance.Between(-100, 100);
        worker.WallOffsetMs = _chance.Below(2) == 0 ? Hour : -Hour;
        Note($"worker {worker.Incarnation} starts, {worker.Slots} slots, clock {worker.DriftPerMille} ‰");
        After(_chance.Below(100), EventKind.PollTick, worker);
        After(_chance.Below((int)HistoryPlan.RenewInterval), EventKind.RenewTick, worker);
        After(_chance.Below((int)HistoryPlan.AnnounceInterval), EventKind.AnnounceTick, worker);
        After(_chance.Below((int)HistoryPlan.RescueInterval), EventKind.RescueTick, worker);
    }

    private void Crash(SimulatedWorker worker, string how)
    {
        Note($"worker {worker.Incarnation} {how}");
        Counts.Crashes++;
        var isPowerCut = _chance.Below(3) == 0;
        foreach (var held in worker.Held)
        {
            Counts.CrashesWhileSettling += held.IsSettling ? 1 : 0;
            if (!isPowerCut && !held.IsCommitting)
            {
                // The server sees the connection end. Of a machine without power it sees nothing.
                _ledger.Unlock(held.Job, held.Token);
            }
        }

        if (!isPowerCut)
        {
            _ledger.StopAnnouncing(worker.Incarnation);
        }

        Disturb(worker);
        End(worker);
    }

    private void End(SimulatedWorker worker)
    {
        worker.Forget();
        worker.State = WorkerState.Down;
        if (_areFaultsOver)
        {
            Start(worker);
        }
        else
        {
            After(_chance.Between(500, 60_000), EventKind.Start, worker.Place);
        }
    }

    private void Stop(SimulatedWorker worker)
    {
        Note($"worker {worker.Incarnation} is asked to stop");
        Disturb(worker);
        worker.State = WorkerState.Stopping;
        After(worker.Takes(HistoryPlan.ShutdownTimeout), EventKind.GiveUp, worker);
        foreach (var held in worker.Held)
        {
            if (!held.IsSettling)
            {
                Settle(worker, held, SimulatedOutcome.Released);
            }
        }
    }

    private void Purge()
    {
        Note("the queues are purged");
        Counts.Purges++;
        _purges++;
    }

    private void Wake(SimulatedWorker worker, long incarnation)
    {
        if (worker.Incarnation == incarnation && worker.IsFrozen)
        {
            Note($"worker {worker.Incarnation} wakes");
            worker.WakesAt = 0;
        }
    }

    private void DisturbAll()
    {
        foreach (var worker in _workers)
        {
            Disturb(worker);
        }

        foreach (var job in _ledger.Live)
        {
            job.Ghost.IsDisturbed = true;
        }
    }

    /// <summary>From now on nothing goes wrong, and whatever is broken is mended. Who is frozen wakes in its time.</summary>
    private void EndFaults()
    {
        Note("the faults end");
        DisturbAll();
        (_areFaultsOver, _isDatabaseDown, _isBrokerDown, _isStoreDown) = (true, false, false, false);
        for (var place = 0; place < _plan.Workers; place++)
        {
            Start(_workers[place]);
        }
    }
}
