namespace Heimdall.Ledger.Sessions;

/// <summary>One listening event at one frequency, recorded by several stations.</summary>
/// <param name="Owner">Name of the key that created it: its operator.</param>
/// <param name="Status">One of <see cref="SessionStatus"/>.</param>
/// <param name="DurationSeconds">From start to end; null while it goes on.</param>
/// <param name="FailureReason">Why it failed; null unless it did.</param>
/// <param name="FeatureExtractionTaskId">The job that completing it queued; null before, and where nothing was recorded.</param>
/// <param name="MeasurementCount">Recordings it has.</param>
public sealed record Session(
    Guid Id,
    string? Name,
    string Owner,
    string Status,
    long FrequencyHz,
    long? BandwidthHz,
    DateTimeOffset SessionStart,
    DateTimeOffset? SessionEnd,
    double? DurationSeconds,
    string? Notes,
    string? FailureReason,
    Guid? FeatureExtractionTaskId,
    long MeasurementCount,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>What a session is created with.</summary>
/// <param name="SessionStart">Null: now.</param>
public sealed record NewSession(string? Name, string Owner, long FrequencyHz, long? BandwidthHz, DateTimeOffset? SessionStart, string? Notes);

/// <summary>The states of a session: <c>pending → in_progress → completed | failed</c>. The last two are final.</summary>
public static class SessionStatus
{
    public const string Pending = "pending";
    public const string InProgress = "in_progress";
    public const string Completed = "completed";
    public const string Failed = "failed";

    public static IReadOnlyList<string> All { get; } = [Pending, InProgress, Completed, Failed];
}

/// <summary>What became of completing, or failing, a session.</summary>
public abstract record SessionEnding
{
    private SessionEnding()
    {
    }

    /// <summary>It has ended as asked, now or earlier.</summary>
    public sealed record Ended(Session Session) : SessionEnding
    {
        /// <summary>The job that completing it queued; null where it was failed, where nothing was recorded, or where the job is no longer kept.</summary>
        public Jobs.Job? Task { get; init; }

        /// <summary>It was completed now, and not earlier.</summary>
        public bool IsNew { get; init; }
    }

    /// <summary>It has ended the other way already; that is final.</summary>
    public sealed record EndedOtherwise(Session Session) : SessionEnding;

    /// <summary>There is no such session.</summary>
    public sealed record NotFound : SessionEnding;
}
