namespace Heimdall.Tests.Simulation;

/// <summary>What operators do: sessions that end, batches, requests, cancellations, retries.</summary>
internal sealed partial class History
{
    private void PlanOperators()
    {
        for (var subject = 0; subject < _plan.Subjects; subject++)
        {
            // Some were recorded before: nobody queued them yet.
            if (_chance.Below(3) == 0)
            {
                _ledger.Cover(subject);
            }
            else
            {
                PlanAct(_chance.Below(120_000), EventKind.Complete, subject);
                PlanAct(_chance.Below(120_000), EventKind.Complete, subject);
            }
        }

        for (var act = 0; act < _plan.OperatorActs; act++)
        {
            var at = _chance.Below((int)HistoryPlan.FaultsEnd);
            switch (_chance.Below(7))
            {
                case 0:
                    PlanAct(at, EventKind.Cancel, _chance.Below(_plan.Subjects));
                    break;
                case 1:
                    // The lower half asks, the upper half insists.
                    PlanAct(at, EventKind.Request, _chance.Below(2 * _plan.Subjects));
                    break;
                case 2:
                    PlanAct(at, EventKind.RetryByHand, act);
                    break;
                case 3:
                    // Cancelled, and wanted again after all.
                    var subject = _chance.Below(_plan.Subjects);
                    PlanAct(at, EventKind.Cancel, subject);
                    PlanAct(at + _chance.Below(40_000), EventKind.RetryByHand, act);
                    break;
                default:
                    PlanAct(at, EventKind.BatchFinds, act);
                    break;
            }
        }

        PlanAct(_chance.Below(60_000), EventKind.BatchFinds, _plan.OperatorActs);
    }

    private void PlanAct(long at, EventKind kind, int number)
    {
        _operatorsLeft++;
        After(at, kind, number: number);
    }

    private void Operate(in SimulatedEvent e)
    {
        _operatorsLeft--;
        switch (e.Kind)
        {
            case EventKind.Complete:
                if (_ledger.Complete((int)e.Number, _plan.MaxAttempts) is { } completed)
                {
                    Note($"session {e.Number} is completed: {completed}");
                }

                break;
            case EventKind.BatchFinds:
                // A statement sees the rows as they were when it began, and inserts later.
                _ledger.FindMissing(_found[e.Number]);
                PlanAct(_chance.Below(5_000), EventKind.BatchQueues, (int)e.Number);
                break;
            case EventKind.BatchQueues:
                foreach (var subject in _found[e.Number])
                {
                    if (_ledger.EnqueueMissing(subject, _plan.MaxAttempts) is { } queued)
                    {
                        Note($"a batch queues session {subject}: {queued}");
                    }
                    else
                    {
                        Counts.SecondLiveJobsRefused++;
                    }
                }

                break;
            case EventKind.Request:
                RequestExtraction((int)e.Number % _plan.Subjects, isForced: e.Number >= _plan.Subjects);
                break;
            case EventKind.Cancel:
                CancelLive((int)e.Number);
                break;
            case EventKind.RetryByHand:
                RetryByHand();
                break;
        }
    }

    private void RequestExtraction(int subject, bool isForced)
    {
        if (_ledger.RequestExtraction(subject, isForced, _plan.MaxAttempts) is { } requested)
        {
            Note($"an operator wants session {subject}{(isForced ? " once more" : "")}: {requested}");
        }
        else
        {
            Counts.RequestsRefused++;
        }
    }

    /// <summary>Of what did not complete, any: also what was retried long ago.</summary>
    private void RetryByHand()
    {
        _retriable.Clear();
        foreach (var job in _ledger.Finished)
        {
            if (job.Status != SimulatedStatus.Completed)
            {
                _retriable.Add(job);
            }
        }

        if (_retriable.Count == 0)
        {
            return;
        }

        var asked = _retriable[_chance.Below(_retriable.Count)];
        var (answer, about) = _ledger.RetryByHand(asked, _plan.MaxAttempts);
        Note($"an operator retries {asked}: {answer}, {about}");
        Counts.RetriesByHand += answer == SimulatedRetry.Queued ? 1 : 0;
        Counts.RetriesRefused += answer == SimulatedRetry.Queued ? 0 : 1;
    }

    private void CancelLive(int subject)
    {
        foreach (var job in _ledger.Live)
        {
            if (job.Subject == subject)
            {
                var isRunning = job.Status == SimulatedStatus.Extracting;
                if (_ledger.Cancel(job))
                {
                    Note($"an operator cancels {job}");
                    Counts.Cancellations++;
                    Counts.CancellationsOfRunningJobs += isRunning ? 1 : 0;
                }
                else
                {
                    // A settlement has the row; the operator waits for it.
                    PlanAct(1, EventKind.Cancel, subject);
                }

                return;
            }
        }
    }
}
