namespace Heimdall.Tests.Simulation;

/// <summary>How often what happened: a simulation in which something never happens proves nothing about it.</summary>
internal sealed class HistoryCounts
{
    public long Histories { get; set; }

    public long Events { get; set; }

    public long Claims { get; set; }

    public long Renewals { get; set; }

    public long Results { get; set; }

    public long Retries { get; set; }

    public long Releases { get; set; }

    public long Rescues { get; set; }

    public long ExhaustedJobs { get; set; }

    public long Cancellations { get; set; }

    public long CancellationsOfRunningJobs { get; set; }

    public long RetriesByHand { get; set; }

    public long RetriesRefused { get; set; }

    public long RequestsRefused { get; set; }

    public long ClaimsHeldToTheShare { get; set; }

    public long RescuePauses { get; set; }

    public long RepeatedAnnouncements { get; set; }

    public long DuplicatedWakeUps { get; set; }

    public long Purges { get; set; }

    public long LateSettlements { get; set; }

    public long LostAnswers { get; set; }

    public long LostCommitAnswers { get; set; }

    public long SlowMessages { get; set; }

    public long Crashes { get; set; }

    public long CrashesWhileSettling { get; set; }

    public long Freezes { get; set; }

    public long LeasesEndedLocally { get; set; }

    public long UndoneTransactions { get; set; }

    public long Outages { get; set; }

    public long ClockSteps { get; set; }

    public long SecondLiveJobsRefused { get; set; }

    /// <summary>Every count with its name.</summary>
    public IEnumerable<(string Name, long Count)> All() =>
        typeof(HistoryCounts).GetProperties().Select(property => (property.Name, (long)property.GetValue(this)!));
}
