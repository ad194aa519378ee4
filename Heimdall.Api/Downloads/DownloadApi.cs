using Heimdall.Api.Access;
using Heimdall.Api.Features;
using Heimdall.Api.Measurements;
using Heimdall.Api.Sessions;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Measurements;
using Heimdall.Ledger.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Downloads;

/// <summary>Features as files for other programs: tables, and annotations of recordings.</summary>
internal static class DownloadApi
{
    public static void MapDownloads(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/sessions/{id}/features.csv", ShowTable).WithTags("Features").RequireAuthorization(Role.Viewer)
            .WithSummary("Downloads a session's features as a table (RFC 4180), a row a receiver, segment or chunk.")
            .Produces<string>(StatusCodes.Status200OK, "text/csv").ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        routes.MapGet("/api/v1/measurements/{id}/features.sigmf-meta", ShowAnnotations).WithTags("Features").RequireAuthorization(Role.Viewer)
            .WithSummary("Downloads a recording's features as SigMF 1.2 metadata, an annotation a chunk, the values in the extension heimdall.")
            .Produces<object>(StatusCodes.Status200OK, "application/json").ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<Results<FeatureTable, ProblemHttpResult>> ShowTable(
        Guid id,
        [AsParameters] FeatureSetQuery asked,
        [AsParameters] FeatureTableQuery table,
        SessionStore sessions,
        FeatureSetStore sets,
        FeatureStore features,
        JobStore jobs,
        ChunkReader chunks,
        CancellationToken cancellationToken)
    {
        if (table.Check() is { } problem)
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

        return await features.FindAsync(id, set.Id, cancellationToken) is null
            ? await FeatureApi.NotYetAsync(session, set.Id, jobs, cancellationToken)
            : new FeatureTable(id, set, await ReceiversAsync(features, id, set, cancellationToken), table, chunks);
    }

    private static async Task<Results<SigMfMetadata, ProblemHttpResult>> ShowAnnotations(
        Guid id,
        [AsParameters] FeatureSetQuery asked,
        [AsParameters] AnnotationQuery part,
        MeasurementStore measurements,
        SessionStore sessions,
        FeatureSetStore sets,
        FeatureStore features,
        JobStore jobs,
        ChunkReader chunks,
        CancellationToken cancellationToken)
    {
        if (part.Check() is { } problem)
        {
            return problem;
        }

        if (await measurements.FindAsync(id, cancellationToken) is not { } measurement
            || await sessions.FindAsync(measurement.RecordingSessionId, cancellationToken) is not { } session)
        {
            return MeasurementProblem.Unknown(id);
        }

        if (await sets.FindAsync(asked.FeatureSet, asked.FeatureVersion, cancellationToken) is not { } set)
        {
            return await sets.NotFoundAsync(asked.FeatureSet, asked.FeatureVersion, cancellationToken);
        }

        if (await features.FindAsync(session.Id, set.Id, cancellationToken) is null)
        {
            return await FeatureApi.NotYetAsync(session, set.Id, jobs, cancellationToken);
        }

        var receiver = (await ReceiversAsync(features, session.Id, set, cancellationToken)).FirstOrDefault(one => one.MeasurementId == id);
        return new SigMfMetadata(measurement, receiver, set, part, chunks);
    }

    private static async Task<List<ReceiverFeaturesResponse>> ReceiversAsync(
        FeatureStore features, Guid sessionId, RegisteredFeatureSet set, CancellationToken cancellationToken) =>
        [.. (await features.ListReceiversAsync(sessionId, set.Id, cancellationToken)).Select(receiver => ReceiverFeaturesResponse.Of(receiver, set.FeatureNames ?? []))];
}
