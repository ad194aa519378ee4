using System.ComponentModel;
using System.Text.Json;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Tasks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.Tasks;

/// <summary>One run of a scheduled or admin-started task.</summary>
/// <param name="DueAt">The slot of the clock it belongs to, or when it was asked for.</param>
/// <param name="RequestedBy"><c>schedule</c>, or the name of the key.</param>
/// <param name="Status"><c>queued</c>, <c>running</c>, <c>success</c> or <c>error</c>.</param>
/// <param name="Attempt">1 for the first try.</param>
/// <param name="Worker">The worker that runs it, or ran it last.</param>
/// <param name="Result">What it did, in numbers; null before its end.</param>
internal sealed record TaskRunResponse(
    Guid TaskId,
    string Task,
    DateTimeOffset DueAt,
    JsonElement Parameters,
    string RequestedBy,
    string Status,
    int Attempt,
    string? Worker,
    DateTimeOffset QueuedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    double? ExecutionTimeMs,
    JsonElement? Result,
    string? Error)
{
    public static TaskRunResponse Of(TaskRun run) => new(
        run.Id,
        run.Task,
        run.DueAt,
        run.Parameters,
        run.RequestedBy,
        run.Status,
        run.Attempt,
        run.Worker,
        run.QueuedAt,
        run.StartedAt,
        run.CompletedAt,
        run.ExecutionTimeMs,
        run.Result,
        run.Error);
}

/// <summary>Which runs a list shows.</summary>
internal sealed record TaskListQuery(
    [property: FromQuery(Name = "task"), Description("Such as batch_extraction.")] string? Task,
    [property: FromQuery(Name = "status"), Description("queued, running, success or error.")] string? Status)
{
    private const int MaxTaskLength = 100;

    public TaskRunFilter Filter => new(Task, Status);

    public ProblemHttpResult? Check() => new FieldErrors()
        .RequireText(Task, "task", MaxTaskLength, isOptional: true)
        .Require(Status is null || TaskRunStatus.All.Contains(Status), "status", $"must be one of {string.Join(", ", TaskRunStatus.All)}")
        .ToProblem();
}
