using Heimdall.Ledger.Jobs;

namespace Heimdall.Api.Jobs;

/// <summary>What can be done with a job, by the names of the calls.</summary>
internal static class JobActions
{
    private static readonly string[] Cancel = ["cancel"];
    private static readonly string[] Retry = ["retry"];

    public static IReadOnlyList<string> Of(Job job) => job.Status switch
    {
        JobStatus.Queued or JobStatus.Extracting => Cancel,
        JobStatus.Failed or JobStatus.Cancelled => Retry,
        _ => [],
    };
}
