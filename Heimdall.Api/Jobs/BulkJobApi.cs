using System.Diagnostics;
using Heimdall.Api.Access;
using Heimdall.Ledger.Jobs;
using BulkResults = Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.Ok<Heimdall.Api.Jobs.BulkJobResponse>,
    Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult>;

namespace Heimdall.Api.Jobs;

/// <summary>Retries, runs now or cancels all jobs that match, after a look at what that would be.</summary>
internal static class BulkJobApi
{
    public static void MapBulkJobs(this IEndpointRouteBuilder operating)
    {
        operating.MapPost("/retry", Retry)
            .WithSummary(
                "Retries all failed (or cancelled) jobs that match, the newest first; with status queued, makes due at once those that wait for their next "
                + "attempt. preview: true shows which, and changes nothing.")
            .ProducesProblem(422);
        operating.MapPost("/cancel", Cancel)
            .WithSummary("Cancels all jobs that match, the newest first. preview: true shows which, and changes nothing.").ProducesProblem(422);
    }

    private static async Task<BulkResults> Retry(BulkJobRequest request, Caller caller, BulkJobs jobs, CancellationToken cancellationToken)
    {
        if (request.Check(BulkJobRequest.Retriable) is { } problem)
        {
            return problem;
        }

        var filter = request.FilterFor(caller);
        return TypedResults.Ok(request.IsPreview
            ? BulkJobResponse.Of(await jobs.PreviewRetryAsync(filter, request.Most, cancellationToken), request.Most)
            : BulkJobResponse.Of(await jobs.RetryAsync(filter, request.Most, caller.Name, Activity.Current?.Id, cancellationToken), request.Most));
    }

    private static async Task<BulkResults> Cancel(BulkJobRequest request, Caller caller, BulkJobs jobs, CancellationToken cancellationToken)
    {
        if (request.Check(BulkJobRequest.Cancellable) is { } problem)
        {
            return problem;
        }

        var filter = request.FilterFor(caller);
        return TypedResults.Ok(request.IsPreview
            ? BulkJobResponse.Of(await jobs.PreviewCancelAsync(filter, request.Most, cancellationToken), request.Most)
            : BulkJobResponse.Of(await jobs.CancelAsync(filter, request.Most, caller.Name, cancellationToken), request.Most));
    }
}
