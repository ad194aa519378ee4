using Heimdall.Api.Access;
using Heimdall.Api.Lists;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Jobs;

/// <summary>The extractions: what waits, what runs, what became of the rest.</summary>
internal static class JobApi
{
    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/api/v1/jobs").WithTags("Jobs").RequireAuthorization(Role.Viewer);
        jobs.MapGet("", List).WithSummary("Lists jobs, the latest queued first.").ProducesProblem(422);
        jobs.MapGet("/{id}", Show).WithSummary("Shows a job with its attempts.").ProducesProblem(404);
    }

    private static async Task<Results<Ok<PageResponse<JobResponse>>, ProblemHttpResult>> List(
        [AsParameters] JobListQuery query, [AsParameters] PageQuery page, JobStore jobs, CancellationToken cancellationToken)
    {
        if ((query.Check() ?? page.Check()) is { } problem)
        {
            return problem;
        }

        return TypedResults.Ok(PageResponse.Of(await jobs.ListAsync(query.Filter, page.Cursor, page.Items, cancellationToken), JobResponse.Of));
    }

    private static async Task<Results<Ok<JobResponse>, ProblemHttpResult>> Show(Guid id, JobStore jobs, CancellationToken cancellationToken) =>
        await jobs.FindAsync(id, cancellationToken) is { } job
            ? TypedResults.Ok(JobResponse.Of(job, await jobs.ListAttemptsAsync(id, cancellationToken)))
            : Problem.Of(
                StatusCodes.Status404NotFound,
                "job_not_found",
                "Job not found",
                $"Job not found: {id}. Finished jobs are kept for a limited time; GET /api/v1/jobs lists those that are there.");
}
