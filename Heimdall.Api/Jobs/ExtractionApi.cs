using System.Diagnostics;
using System.Text.Json.Serialization;
using Heimdall.Api.Access;
using Heimdall.Api.Features;
using Heimdall.Api.Problems;
using Heimdall.Api.Sessions;
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
        TimeProvider time,
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

        var outcome = await requests.RequestAsync(id, set.Id, asked.ForceReason, caller.Name, Activity.Current?.Id, cancellationToken);
        return outcome switch
        {
            ExtractionRequestOutcome.Queued(var job) => TypedResults.Accepted($"/api/v1/jobs/{job.Id}", JobResponse.Of(job)),
            ExtractionRequestOutcome.Finished(var job) => TypedResults.Ok(JobResponse.Of(job)),
            ExtractionRequestOutcome.Active(var job) => JobProblem.Active(job, time.GetUtcNow()),
            ExtractionRequestOutcome.SessionNotFound => SessionProblem.NotFound(id),
            ExtractionRequestOutcome.NotCompleted(var status) => SessionProblem.NotCompleted(id, status),
            ExtractionRequestOutcome.NothingRecorded => SessionProblem.NothingRecorded(id, SessionStatus.Completed),
            _ => throw new UnreachableException(outcome.ToString()),
        };
    }
}

/// <summary>What to extract; rf.iq in its current version where nothing is said.</summary>
/// <param name="Force">Extract again although it is done; the new result replaces the old one. For admins.</param>
/// <param name="Reason">Why it is forced; kept in the audit log.</param>
internal sealed record ExtractionRequest(string? FeatureSet = null, int? FeatureVersion = null, bool? Force = null, string? Reason = null)
{
    private const int MaxReasonLength = 2000;

    /// <summary>Why it is forced; null where it is not. Only after <see cref="Check"/>.</summary>
    [JsonIgnore]
    public string? ForceReason => Force is true ? Reason?.Trim() : null;

    public ProblemHttpResult? Check(Caller caller) =>
        Force is true && !caller.IsAdmin
            ? Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "Role too low", $"force needs the role {Role.Admin}; the key '{caller.Name}' has the role {caller.Role}.")
            : new FieldErrors().RequireText(Reason?.Trim(), "reason", MaxReasonLength, isOptional: Force is not true, manyLines: true).ToProblem();
}
