using Heimdall.Api.Access;
using Heimdall.Api.Problems;
using Heimdall.Api.Sessions;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Features;

/// <summary>What the extraction found.</summary>
internal static class FeatureApi
{
    public static void MapFeatures(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/sessions/{id}/features", Show).WithTags("Features").RequireAuthorization(Role.Viewer)
            .WithSummary("Shows a session's features, receiver by receiver, and where asked for in segments or chunks; waits for them where asked to.")
            .ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<Results<Ok<FeaturesResponse>, ProblemHttpResult>> Show(
        Guid id,
        [AsParameters] FeatureSetQuery asked,
        [AsParameters] FeatureDetailQuery detail,
        [AsParameters] FeatureWaitQuery wait,
        SessionStore sessions,
        FeatureSetStore sets,
        FeatureWait waiting,
        JobStore jobs,
        ChunkReader chunks,
        CancellationToken cancellationToken)
    {
        if ((detail.Check() ?? wait.Check()) is { } problem)
        {
            return problem;
        }

        if (await sessions.FindAsync(id, cancellationToken) is not { } session)
        {
            return SessionProblem.NotFound(id);
        }

        if (await sets.FindAsync(asked.FeatureSet, asked.FeatureVersion, cancellationToken) is not { } set)
        {
            return await sets.NotFoundAsync(asked.FeatureSet, asked.FeatureVersion, cancellationToken);
        }

        // What has not been completed, or recorded nothing, has nothing to wait for.
        var longest = session is { Status: SessionStatus.Completed, MeasurementCount: > 0 } ? wait.Longest : TimeSpan.Zero;
        if (await waiting.FindAsync(id, set.Id, longest, cancellationToken) is not { } found)
        {
            return await NotYetAsync(session, set.Id, jobs, cancellationToken);
        }

        var receivers = new List<ReceiverFeaturesResponse>();
        foreach (var receiver in found.Receivers.Where(receiver => detail.Shows(receiver.MeasurementId)))
        {
            receivers.Add(await DetailedAsync(ReceiverFeaturesResponse.Of(receiver, set.FeatureNames ?? [])));
        }

        return TypedResults.Ok(FeaturesResponse.Of(found.Session, receivers));

        async Task<ReceiverFeaturesResponse> DetailedAsync(ReceiverFeaturesResponse receiver) => detail.Level switch
        {
            FeatureDetailQuery.Segments => receiver with { Segments = await chunks.ReadSegmentsAsync(receiver.MeasurementId, set, detail.First, detail.Count, cancellationToken) },
            FeatureDetailQuery.Chunks => receiver with { Chunks = await chunks.ReadColumnsAsync(receiver.MeasurementId, set, detail.First, detail.Count, cancellationToken) },
            _ => receiver,
        };
    }

    /// <summary>Why a session has no features of a set yet.</summary>
    public static async Task<ProblemHttpResult> NotYetAsync(Session session, FeatureSetId set, JobStore jobs, CancellationToken cancellationToken)
    {
        if (session.Status != SessionStatus.Completed)
        {
            return SessionProblem.NotCompleted(session.Id, session.Status);
        }

        if (session.MeasurementCount == 0)
        {
            return SessionProblem.NothingRecorded(session.Id, session.Status);
        }

        var filter = new JobFilter(SessionId: session.Id, FeatureSet: set.Name, FeatureVersion: set.Version);
        var job = await jobs.FindLiveAsync(session.Id, set, cancellationToken)
            ?? ((await jobs.ListAsync(filter, null, 1, cancellationToken)).Items is [var latest] ? latest : null);
        var next = $"the next batch will, or POST /api/v1/sessions/{session.Id}/extract.";
        var detail = job switch
        {
            null => $"Session {session.Id} has no features of {set} and no job makes them yet: {next}",
            { ErrorMessage: { } error } => $"Session {session.Id} has no features of {set}: job {job.Id} is {job.Status} ({error}). No job makes them now: {next}",
            _ => $"Session {session.Id} has no features of {set} yet: job {job.Id} is {job.Status} at {job.Progress} %. Ask again later.",
        };
        return Problem.Of(
            StatusCodes.Status409Conflict,
            "features_not_ready",
            "Features not ready",
            detail,
            new("session_id", session.Id),
            new("job_id", job?.Id),
            new("state", job?.Status),
            new("progress", job?.Progress),
            new("error_kind", job?.ErrorKind),
            new("error_message", job?.ErrorMessage));
    }
}
