using Heimdall.Api.Access;
using Heimdall.Api.Lists;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Tasks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.Tasks;

/// <summary>Work in the background: how it stands, what it did, and the batch that an admin starts.</summary>
internal static class TaskApi
{
    public static void MapTasks(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/task-status/{task_id}", Status).WithTags("Tasks").RequireAuthorization(Role.Viewer)
            .WithSummary("Shows how a task stands, by the id that starting it gave.").ProducesProblem(404);
        routes.MapGet("/api/v1/tasks", List).WithTags("Tasks").RequireAuthorization(Role.Viewer)
            .WithSummary("Lists the runs of scheduled and admin-started tasks, the latest first.").ProducesProblem(422);
        routes.MapGet("/api/v1/metrics/background-tasks", Count).WithTags("Tasks").RequireAuthorization(Role.Viewer)
            .WithSummary("Counts the jobs and the runs of tasks that have ended, ever.");
        routes.MapPost("/api/v1/admin/features/batch-extract", StartBatch).WithTags("Tasks").RequireAuthorization(Role.Admin)
            .WithSummary("Queues recordings that lack features, in up to max_batches batches of batch_size.").ProducesProblem(422);
    }

    private static async Task<Results<Ok<TaskStatusResponse>, ProblemHttpResult>> Status(
        [FromRoute(Name = "task_id")] Guid taskId, JobStore jobs, TaskRunStore runs, CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(taskId, cancellationToken) is { } job)
        {
            return TypedResults.Ok(TaskStatusResponse.Of(job));
        }

        return await runs.FindAsync(taskId, cancellationToken) is { } run
            ? TypedResults.Ok(TaskStatusResponse.Of(run))
            : Problem.Of(StatusCodes.Status404NotFound, "task_not_found", "Task not found", $"Task not found: {taskId}. Finished tasks are kept for a limited time.");
    }

    private static async Task<Results<Ok<PageResponse<TaskRunResponse>>, ProblemHttpResult>> List(
        [AsParameters] TaskListQuery query, [AsParameters] PageQuery page, TaskRunStore runs, CancellationToken cancellationToken)
    {
        if ((query.Check() ?? page.Check()) is { } problem)
        {
            return problem;
        }

        return TypedResults.Ok(PageResponse.Of(await runs.ListAsync(query.Filter, page.Cursor, page.Items, cancellationToken), TaskRunResponse.Of));
    }

    private static async Task<Ok<BackgroundTasksResponse>> Count(TaskCounts counts, CancellationToken cancellationToken) =>
        TypedResults.Ok(BackgroundTasksResponse.Of(await counts.ReadAsync(cancellationToken)));

    private static async Task<Results<Accepted<TaskQueuedResponse>, ProblemHttpResult>> StartBatch(
        BatchExtractionRequest? request, [AsParameters] BatchExtractionQuery query, Caller caller, TaskRunStore runs, CancellationToken cancellationToken)
    {
        if (BatchExtractionRequest.Merge(request, query, out var parameters) is { } problem)
        {
            return problem;
        }

        var run = await runs.RequestAsync(TaskName.BatchExtraction, parameters, caller.Name, cancellationToken);
        var message = $"Batch extraction queued: up to {parameters.MaxBatches} {(parameters.MaxBatches == 1 ? "batch" : "batches")} of {parameters.BatchSize} recordings for each feature set";
        return TypedResults.Accepted($"/api/v1/task-status/{run.Id}", new TaskQueuedResponse(run.Id, message, run.Status));
    }
}

/// <summary>A task that waits for the next free worker.</summary>
/// <param name="TaskId">For <c>/api/v1/task-status</c>.</param>
internal sealed record TaskQueuedResponse(Guid TaskId, string Message, string Status);
