namespace Heimdall.Tests.Simulation;

internal enum EventKind
{
    // A worker's timers and what reaches it. A frozen worker sees them when it wakes, a dead one never.
    PollTick,
    RenewTick,
    AnnounceTick,
    RescueTick,
    JobStarts,
    ClaimAnswered,
    RenewAnswered,
    WorkEnds,
    LeaseTimer,
    SettleAgain,
    HoldAnswered,
    CommitAnswered,
    Publish,
    AnnounceAnswered,
    WakeUpArrives,
    RescueAnswered,
    GiveUp,

    // What reaches the database, whatever has become of who sent it.
    ClaimAtDatabase,
    RenewAtDatabase,
    HoldAtDatabase,
    CommitAtDatabase,
    FindToAnnounceAtDatabase,
    MarkAnnouncedAtDatabase,
    RescueAtDatabase,

    // What operators do.
    Complete,
    BatchFinds,
    BatchQueues,
    Request,
    Cancel,
    RetryByHand,

    // What goes wrong.
    Crash,
    Start,
    Freeze,
    Wake,
    Stop,
    DatabaseDown,
    DatabaseUp,
    BrokerDown,
    BrokerUp,
    Purge,
    StoreDown,
    StoreUp,
    ClockSteps,
    FaultsEnd,
}

/// <summary>What a worker hears of a transaction.</summary>
internal enum DatabaseAnswer
{
    Error,
    Ok,
    Lost,
}

/// <summary>Something that happens to somebody at a time.</summary>
/// <param name="Kind">What.</param>
/// <param name="Worker">Whom, by place.</param>
/// <param name="Incarnation">Which process in that place.</param>
/// <param name="Job">An id, or −1.</param>
/// <param name="Token">The lease.</param>
/// <param name="Number">What else there is to say: an answer, a time, a subject.</param>
internal readonly record struct SimulatedEvent(EventKind Kind, int Worker, int Incarnation, int Job, long Token, long Number)
{
    public bool IsAtDatabase => Kind is >= EventKind.ClaimAtDatabase and <= EventKind.RescueAtDatabase;

    public bool IsOfProcess => Kind <= EventKind.GiveUp;
}
