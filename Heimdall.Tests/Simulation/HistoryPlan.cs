namespace Heimdall.Tests.Simulation;

/// <summary>The durations of the protocol as the extractor's options have them by default, and the weather of one history.</summary>
internal sealed class HistoryPlan
{
    public const long Second = 1_000;
    public const long LeaseDuration = 60 * Second;
    public const long RenewInterval = 20 * Second;
    public const long RescueInterval = 15 * Second;
    public const long AnnounceInterval = 10 * Second;
    public const long AnnounceAgainAfter = 60 * Second;
    public const long ShutdownTimeout = 6 * Second;
    public const long SettlePause = Second / 2;
    public const long LongestClockStep = 5 * Second;

    /// <summary>Faults come until then.</summary>
    public const long FaultsEnd = 240 * Second;

    public const int MostOperatorActs = 7;

    /// <summary>Everything must be over then: a lease, its rescue and five retries of the last work that was disturbed.</summary>
    public const long End = FaultsEnd + (1_200 * Second);

    public int Workers { get; private set; }

    public int Subjects { get; private set; }

    public int MaxAttempts { get; private set; }

    /// <summary>Null: nobody polls, and only wake-ups bring work to free slots.</summary>
    public long? PollInterval { get; private set; }

    /// <summary>All chances are in ten thousand.</summary>
    public int CrashChance { get; private set; }

    public int SlowChance { get; private set; }

    public int LostAnswerChance { get; private set; }

    public int WorldFaultChance { get; private set; }

    public int PlannedFaults { get; private set; }

    public int OperatorActs { get; private set; }

    /// <summary>Of a worker's slots: what old recordings may have.</summary>
    public double BackfillShare { get; private set; }

    /// <summary>One history in eight has no faults at all: nothing may happen twice in it.</summary>
    public void Draw(Chance chance)
    {
        Workers = chance.Between(2, 3);
        Subjects = chance.Between(2, 7);
        MaxAttempts = chance.Between(2, 5);
        PollInterval = chance.Below(3) == 0 ? null : 10 * Second;
        var isCalm = chance.Below(8) == 0;
        CrashChance = isCalm ? 0 : chance.Below(3) * 15;
        SlowChance = isCalm ? 0 : chance.Below(3) * 100;
        LostAnswerChance = isCalm ? 0 : chance.Below(3) * 150;
        WorldFaultChance = isCalm ? 0 : chance.Below(3) * 600;
        PlannedFaults = isCalm ? 0 : chance.Below(9);
        OperatorActs = chance.Below(MostOperatorActs + 1);
        BackfillShare = chance.Below(2) == 0 ? 1 : 0.5;
    }
}
