namespace Heimdall.Tests.Simulation;

/// <summary>
/// One course of events, wholly decided by its seed: workers, a database, a broker, operators, and what goes wrong with them. Time is
/// simulated; nothing waits. The object is used again for the next history.
/// </summary>
internal sealed partial class History
{
    /// <summary>What comes at the same time comes in the order it was planned in: the queue's keys are a time and a number.</summary>
    private const int SequenceBits = 20;

    private readonly PriorityQueue<SimulatedEvent, long> _events = new();
    private readonly Chance _chance = new();
    private readonly HistoryPlan _plan = new();
    private readonly InvariantChecker _checker;
    private readonly SimulatedLedger _ledger;
    private readonly Mutant _mutant;
    private readonly SimulatedWorker[] _workers = [new(), new(), new()];
    private readonly List<SimulatedJob> _claimed = [];
    private readonly List<SimulatedJob> _failed = [];
    private readonly List<SimulatedJob> _retriable = [];
    private readonly List<int>[] _found = [.. Enumerable.Range(0, HistoryPlan.MostOperatorActs + 1).Select(_ => new List<int>())];
    private List<string>? _trace;
    private long _now;
    private long _sequence;
    private int _incarnations;
    private int _server;
    private int _purges;
    private int _operatorsLeft;
    private long _databaseOffset;
    private bool _isDatabaseDown;
    private bool _isBrokerDown;
    private bool _isStoreDown;
    private bool _areFaultsOver;

    /// <param name="mutant">What is left out.</param>
    /// <param name="byAccount">Only the account at the end is looked at.</param>
    public History(Mutant mutant = Mutant.None, bool byAccount = false)
    {
        _mutant = mutant;
        _checker = new InvariantChecker(byAccount);
        _ledger = new SimulatedLedger(_checker, mutant);
    }

    /// <summary>What happened in all histories so far, by kind.</summary>
    public HistoryCounts Counts { get; } = new();

    /// <summary>Lives through a history.</summary>
    /// <exception cref="InvariantViolation">A rule was broken.</exception>
    public void Run(long seed, List<string>? trace = null)
    {
        _trace = trace;
        Begin(seed);
        while (_events.TryDequeue(out var next, out var key))
        {
            _now = key >> SequenceBits;
            (_ledger.Uptime, _ledger.Now) = (_now, _now + _databaseOffset);
            if (_now > HistoryPlan.End || IsOver())
            {
                break;
            }

            Counts.Events++;
            Happen(next);
        }

        InvariantChecker.OnEnd(_ledger);
        Counts.Histories++;
    }

    private void Begin(long seed)
    {
        _events.Clear();
        _chance.Restart(seed);
        _plan.Draw(_chance);
        _ledger.Reset(_plan.Subjects);
        (_now, _sequence, _incarnations, _server, _purges, _operatorsLeft, _databaseOffset) = (0, 0, 0, 0, 0, 0, 0);
        (_isDatabaseDown, _isBrokerDown, _isStoreDown, _areFaultsOver) = (false, false, false, false);
        for (var place = 0; place < _workers.Length; place++)
        {
            _workers[place].Forget();
            (_workers[place].Place, _workers[place].State) = (place, WorkerState.Down);
        }

        for (var place = 0; place < _plan.Workers; place++)
        {
            After(_chance.Below(2_000), EventKind.Start, place);
        }

        PlanOperators();
        PlanFaults();
    }

    private void Happen(in SimulatedEvent e)
    {
        if (e.IsAtDatabase)
        {
            HappenAtDatabase(e);
            return;
        }

        var worker = _workers[Math.Max(e.Worker, 0)];
        if (!e.IsOfProcess)
        {
            HappenInTheWorld(e, worker);
            return;
        }

        if (worker.Incarnation != e.Incarnation || worker.State == WorkerState.Down)
        {
            return;
        }

        if (worker.IsFrozen)
        {
            // In any order: what is first when a process wakes is nobody's promise.
            Push(worker.WakesAt + _chance.Below(50), e);
            return;
        }

        // A crash may come before anything a process does, and after it.
        if (CrashesNow(worker))
        {
            return;
        }

        HappenInProcess(e, worker);
        if (worker.State != WorkerState.Down)
        {
            CrashesNow(worker);
        }
    }

    private bool CrashesNow(SimulatedWorker worker)
    {
        if (_areFaultsOver || !_chance.In10000(_plan.CrashChance))
        {
            return false;
        }

        Crash(worker, "at this very point");
        return true;
    }

    /// <summary>All is done and nobody has anything left to say: nothing can go wrong any more.</summary>
    private bool IsOver()
    {
        if (_operatorsLeft > 0 || _ledger.Live.Count > 0)
        {
            return false;
        }

        foreach (var worker in _workers)
        {
            if (worker.Held.Count > 0 || worker.IsClaiming)
            {
                return false;
            }
        }

        return true;
    }

    private void Push(long at, in SimulatedEvent e) => _events.Enqueue(e, (at << SequenceBits) | (_sequence++ & ((1 << SequenceBits) - 1)));

    private void After(long delay, EventKind kind, int place = 0, long number = 0) =>
        Push(_now + delay, new SimulatedEvent(kind, place, 0, -1, 0, number));

    private void After(long delay, EventKind kind, SimulatedWorker worker, SimulatedJob? job = null, long token = 0, long number = 0) =>
        Push(_now + delay, new SimulatedEvent(kind, worker.Place, worker.Incarnation, job?.Id ?? -1, token, number));

    private void Note(string what) => _trace?.Add($"{_now / 1000.0,9:0.000} s  {what}");

    /// <summary>How long a message takes. A slow one disturbs whoever waits for it.</summary>
    private long Latency(SimulatedWorker worker)
    {
        if (_areFaultsOver || !_chance.In10000(_plan.SlowChance))
        {
            return _chance.Between(1, 20);
        }

        Disturb(worker);
        Counts.SlowMessages++;
        return _chance.Between(1_000, 90_000);
    }

    private bool IsAnswerLost(SimulatedWorker worker)
    {
        if (_areFaultsOver || !_chance.In10000(_plan.LostAnswerChance))
        {
            return false;
        }

        Disturb(worker);
        Counts.LostAnswers++;
        return true;
    }

    /// <summary>Something happened to the worker that may cost it what it holds.</summary>
    private void Disturb(SimulatedWorker worker)
    {
        foreach (var job in _ledger.Live)
        {
            if (job.LeaseOwner == worker.Incarnation)
            {
                job.Ghost.IsDisturbed = true;
            }
        }

        worker.RescuesSince = long.MaxValue;
    }
}
