using Heimdall.Ledger.Tasks;

namespace Heimdall.Api.Tasks;

/// <summary>
/// The background tasks that have ended: every job and every run of a task, also those whose rows are pruned. What waits or runs is not
/// among them.
/// </summary>
/// <param name="FailedTasks">What failed or was cancelled.</param>
/// <param name="SuccessRate">Percent, with two decimals; 0 without any.</param>
/// <param name="AverageExecutionTimeMs">Of those that ran, each its last attempt; 0 without any.</param>
internal sealed record BackgroundTasksResponse(long TotalTasks, long SuccessfulTasks, long FailedTasks, double SuccessRate, double AverageExecutionTimeMs)
{
    public static BackgroundTasksResponse Of(TaskStatistics statistics) => new(
        statistics.Total, statistics.Successful, statistics.Failed, statistics.SuccessRatePercent, statistics.AverageExecutionTimeMs);
}
