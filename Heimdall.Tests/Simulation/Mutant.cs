namespace Heimdall.Tests.Simulation;

/// <summary>A rule of the protocol that is left out on purpose: whoever checks histories has to notice.</summary>
public enum Mutant
{
    None,

    /// <summary><c>hold_lease</c> lets everybody through.</summary>
    FenceOff,

    /// <summary>A subject may have two live jobs of one feature set version.</summary>
    UniqueOff,

    /// <summary>Nobody looks for expired leases.</summary>
    RescuerOff,

    /// <summary>A job is announced once, whatever becomes of the message; nobody polls.</summary>
    ReannouncingOff,

    /// <summary>A lease's end is reckoned by the worker's wall clock instead of the database's.</summary>
    LeaseOnWallClock,

    /// <summary>A transaction whose client is silent keeps its locks for ever.</summary>
    IdleTransactionsKept,

    /// <summary>A lease's token is not larger than the one before.</summary>
    TokensReused,

    /// <summary>Jobs are claimed by age alone.</summary>
    LanesIgnored,

    /// <summary>Old recordings may have all slots.</summary>
    ShareIgnored,

    /// <summary>A cancelled job leaves no failure behind: the next batch queues its subject again.</summary>
    CancelForgotten,

    /// <summary>A failed job is started anew although a later one completed.</summary>
    RetryBlind,
}
