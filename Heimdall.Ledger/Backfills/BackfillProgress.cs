using Heimdall.Ledger.Jobs;

namespace Heimdall.Ledger.Backfills;

/// <summary>How far a backfill is.</summary>
/// <param name="Waiting">Jobs that wait for a worker now, or are held.</param>
/// <param name="Extracting">Jobs that workers are at now.</param>
/// <param name="Outcomes">What became of the others.</param>
public sealed record BackfillProgress(long Waiting, long Extracting, IReadOnlyList<BackfillOutcome> Outcomes, BackfillPace Pace)
{
    public long Done => Of(JobStatus.Completed);

    public long Failed => Of(JobStatus.Failed);

    public long Cancelled => Of(JobStatus.Cancelled);

    /// <summary>Failed jobs by one of <see cref="JobErrorKind"/>.</summary>
    public IReadOnlyDictionary<string, long> FailuresByKind => Outcomes
        .Where(outcome => outcome is { Status: JobStatus.Failed, ErrorKind: not null })
        .ToDictionary(outcome => outcome.ErrorKind ?? "", outcome => outcome.Jobs, StringComparer.Ordinal);

    /// <summary>Sessions that are left: in flight, and planned but not looked at yet.</summary>
    internal static long Remaining(Backfill backfill, long inFlight)
    {
        var notFound = backfill.IsExhausted || backfill.HasEnded ? 0 : Math.Min(backfill.PlannedSessions, backfill.MaxFound) - backfill.Found;
        return inFlight + Math.Max(0, notFound);
    }

    private long Of(string status) => Outcomes.Where(outcome => outcome.Status == status).Sum(outcome => outcome.Jobs);
}

/// <summary>Jobs that ended alike.</summary>
public sealed record BackfillOutcome(string Status, string? ErrorKind, long Jobs);
