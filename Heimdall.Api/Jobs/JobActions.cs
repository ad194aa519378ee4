using Heimdall.Ledger.Jobs;

namespace Heimdall.Api.Jobs;

/// <summary>What can be done with a job, by the names of the calls.</summary>
internal static class JobActions
{
    private static readonly string[] Cancel = ["cancel"];
    private static readonly string[] Retry = ["retry"];
    private static readonly string[] RetryOrCancel = ["retry", "cancel"];

    /// <param name="now">On the caller's clock: what is shown may be tried. Whether the job still waits, the database decides.</param>
    public static IReadOnlyList<string> Of(Job job, DateTimeOffset now) => job.Status switch
    {
        JobStatus.Queued when job.IsWaitingAt(now) => RetryOrCancel,
        JobStatus.Queued or JobStatus.Extracting => Cancel,
        JobStatus.Failed or JobStatus.Cancelled => Retry,
        _ => [],
    };
}
