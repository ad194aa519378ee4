using System.Diagnostics;
using System.Text.Json;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Tasks;

namespace Heimdall.Api.Tasks;

/// <summary>How a task stands: a job's extraction, or a run of a task.</summary>
/// <param name="Task"><c>feature_extraction</c>, or the task's name.</param>
/// <param name="Status"><c>queued</c>, <c>running</c>, <c>success</c> or <c>error</c>.</param>
/// <param name="Error">What went wrong; null where nothing did.</param>
/// <param name="Progress">Percent of a job, 0…100; null for others.</param>
/// <param name="Result">What it did: a job's statistics, or the task's own result; null before its end.</param>
internal sealed record TaskStatusResponse(
    Guid TaskId,
    string Task,
    string Status,
    double? ExecutionTimeMs,
    DateTimeOffset QueuedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    string? Error,
    int? Progress,
    JsonElement? Result)
{
    private const string ExtractionTask = "feature_extraction";

    public static TaskStatusResponse Of(Job job) => new(
        job.Id, ExtractionTask, StatusOf(job.Status), job.ExecutionTimeMs, job.QueuedAt, job.StartedAt, job.CompletedAt, job.ErrorMessage, job.Progress, job.Statistics);

    public static TaskStatusResponse Of(TaskRun run) => new(
        run.Id, run.Task, run.Status, run.ExecutionTimeMs, run.QueuedAt, run.StartedAt, run.CompletedAt, run.Error, null, run.Result);

    private static string StatusOf(string jobStatus) => jobStatus switch
    {
        JobStatus.Queued => TaskRunStatus.Queued,
        JobStatus.Extracting => TaskRunStatus.Running,
        JobStatus.Completed => TaskRunStatus.Success,
        JobStatus.Failed or JobStatus.Cancelled => TaskRunStatus.Error,
        _ => throw new UnreachableException(jobStatus),
    };
}
