using System.Diagnostics;
using Heimdall.Api.Access;
using Heimdall.Api.Features;
using Heimdall.Api.Problems;
using Heimdall.Api.Sessions;
using Heimdall.Ledger.Access;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;
using ExtractionResults = Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.Accepted<Heimdall.Api.Jobs.JobResponse>,
    Microsoft.AspNetCore.Http.HttpResults.Ok<Heimdall.Api.Jobs.JobResponse>,
    Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult>;

namespace Heimdall.Api.Jobs;

/// <summary>Asks for the extraction of one session by hand.</summary>
internal static class ExtractionApi
{
    public static void MapExtraction(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/sessions/{id}/extract", Extract).WithTags("Features").RequireAuthorization(Role.Operator)
            .WithSummary("Queues the extraction of a completed session: 202 the new job, 200 the finished one, 409 the active one. force (admins, with a reason) does it anew.")
            .ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<ExtractionResults> Extract(
        Guid id,
        ExtractionRequest? request,
        Caller caller,
        SessionStore sessions,
        FeatureSetStore sets,
        ExtractionRequests requests,
        AuditLog audit,
        CancellationToken cancellationToken)
    {
        var asked = request ?? new ExtractionRequest();
        if (asked.Check(caller) is { } problem)
        {
            return problem;
        }

        if (await sessions.FindChangeableAsync(id, caller, cancellationToken) is null)
        {
            return SessionProblem.NotFound(id);
        }

        if (await sets.FindAsync(asked.FeatureSet, asked.FeatureVersion, cancellationToken) is not { } set)
        {
            return await sets.NotFoundAsync(asked.FeatureSet, asked.FeatureVersion, cancellationToken);
        }

        var isForced = asked.Force is true;
        var outcome = await requests.RequestAsync(id, set.Id, isForced, caller.Name, Activity.Current?.Id, cancellationToken);
        if (isForced && outcome is ExtractionRequestOutcome.Queued(var forced))
        {
            await audit.WriteAsync(
                caller.Name, "session.extract.force", $"session/{id}", new { asked.Reason, JobId = forced.Id, set.FeatureSet, set.FeatureVersion });
        }

        return outcome switch
        {
            ExtractionRequestOutcome.Queued(var job) => TypedResults.Accepted($"/api/v1/jobs/{job.Id}", JobResponse.Of(job)),
            ExtractionRequestOutcome.Finished(var job) => TypedResults.Ok(JobResponse.Of(job)),
            ExtractionRequestOutcome.Active(var job) => Active(job),
            ExtractionRequestOutcome.SessionNotFound => SessionProblem.NotFound(id),
            ExtractionRequestOutcome.NotCompleted(var status) => SessionProblem.NotCompleted(id, status),
            ExtractionRequestOutcome.NothingRecorded => SessionProblem.NothingRecorded(id, SessionStatus.Completed),
            _ => throw new UnreachableException(outcome.ToString()),
        };
    }

    private static ProblemHttpResult Active(Job job) => Problem.Of(
        StatusCodes.Status409Conflict,
        "extraction_active",
        "Extraction under way",
        $"Job {job.Id} extracts this already: it is {job.Status}{(job.LeaseOwner is null ? "" : $" by {job.LeaseOwner}")}. GET /api/v1/jobs/{job.Id} shows it.",
        new("job_id", job.Id),
        new("state", job.Status),
        new("owner", job.LeaseOwner));
}

/// <summary>What to extract; rf.iq in its current version where nothing is said.</summary>
/// <param name="Force">Extract again although it is done; the new result replaces the old one. For admins.</param>
/// <param name="Reason">Why it is forced; kept in the audit log.</param>
internal sealed record ExtractionRequest(string? FeatureSet = null, int? FeatureVersion = null, bool? Force = null, string? Reason = null)
{
    private const int MaxReasonLength = 2000;

    public ProblemHttpResult? Check(Caller caller) =>
        Force is true && !caller.IsAdmin
            ? Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "Role too low", $"force needs the role {Role.Admin}; the key '{caller.Name}' has the role {caller.Role}.")
            : new FieldErrors().RequireText(Reason?.Trim(), "reason", MaxReasonLength, isOptional: Force is not true, manyLines: true).ToProblem();
}
