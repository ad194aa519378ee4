namespace Heimdall.Tests.Simulation;

internal enum SimulatedStatus
{
    Queued,
    Extracting,
    Completed,
    Failed,
    Cancelled,
}

internal enum SimulatedLane
{
    Live,
    Backfill,
}

/// <summary>Why a job was queued.</summary>
internal enum SimulatedCause
{
    Completion,
    Batch,
    Request,
    Force,
    Retry,
}

/// <summary>What whoever asks for a retry is told: <c>JobRetryOutcome</c>.</summary>
internal enum SimulatedRetry
{
    Queued,
    MadeDue,
    Active,
    Completed,
}

internal enum SimulatedOutcome
{
    None,
    Completed,
    Failed,
    Retry,
    Released,
    LeaseExpired,
    Cancelled,
}

internal enum SimulatedErrorKind
{
    None,
    Data,
    Infrastructure,
    LeaseExpired,
    Cancelled,
}

/// <summary>A row of <c>extraction_jobs</c>, and later of <c>finished_jobs</c>. Times are milliseconds of the database's clock; null as in the table.</summary>
internal sealed class SimulatedJob
{
    public int Id { get; private set; }

    public int Subject { get; private set; }

    /// <summary>The job in whose place this one was queued by hand.</summary>
    public int? RetryOf { get; private set; }

    public SimulatedLane Lane { get; private set; }

    public SimulatedStatus Status { get; set; }

    public int Attempt { get; set; }

    public int MaxAttempts { get; private set; }

    public long NotBefore { get; set; }

    public int? LeaseOwner { get; set; }

    public long LeaseToken { get; set; }

    public long? LeaseExpiresAt { get; set; }

    public long? AnnouncedAt { get; set; }

    public long QueuedAt { get; private set; }

    /// <summary>Its place in the order of what is due; null while it waits for its time.</summary>
    public long? ReadySequence { get; set; }

    public long? StartedAt { get; set; }

    public long? CompletedAt { get; set; }

    public int Progress { get; set; }

    public SimulatedErrorKind ErrorKind { get; set; }

    /// <summary>The row of the live table is there.</summary>
    public bool IsLive { get; set; }

    /// <summary>The token whose settlement has the row locked, and until when the server lets an idle transaction keep it. 0: nobody.</summary>
    public long LockToken { get; set; }

    public long LockedUntil { get; set; }

    /// <summary>Rows of <c>job_attempts</c>, the first one first.</summary>
    public List<SimulatedAttempt> Attempts { get; } = [];

    /// <summary>What only the checker knows of this job.</summary>
    public JobGhost Ghost { get; } = new();

    public void Queue(int id, int subject, SimulatedLane lane, int maxAttempts, int? retryOf, long now)
    {
        RetryOf = retryOf;
        (Id, Subject, Lane, MaxAttempts, QueuedAt, NotBefore) = (id, subject, lane, maxAttempts, now, now);
        (Status, Attempt, LeaseOwner, LeaseToken, LeaseExpiresAt) = (SimulatedStatus.Queued, 0, null, 0, null);
        (AnnouncedAt, StartedAt, CompletedAt, Progress, ErrorKind) = (null, null, null, 0, SimulatedErrorKind.None);
        (IsLive, LockToken, LockedUntil) = (true, 0, 0);
        Attempts.Clear();
        Ghost.Reset();
    }

    public override string ToString() => $"job {Id}";
}

/// <summary>A row of <c>job_attempts</c>.</summary>
internal record struct SimulatedAttempt(long Token, int Attempt, int Worker, long StartedAt, long? EndedAt, SimulatedOutcome Outcome);

/// <summary>A row of <c>measurement_features</c>.</summary>
internal record struct SimulatedFeatures(int JobId, bool Failed, long CreatedAt);
