using Heimdall.Api.Access;
using Heimdall.Ledger.Measurements;
using Heimdall.Ledger.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Measurements;

/// <summary>A recording by its own id: where it comes from and what became of it.</summary>
internal static class ProvenanceApi
{
    public static void MapProvenance(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/measurements/{id}", Show).WithTags("Measurements").RequireAuthorization(Role.Viewer)
            .WithSummary("Shows a recording with its session, its station and what became of it under every feature set: result or error with advice, job, trace.")
            .ProducesProblem(404);

    private static async Task<Results<Ok<ProvenanceResponse>, ProblemHttpResult>> Show(
        Guid id, MeasurementStore measurements, SessionStore sessions, CancellationToken cancellationToken)
    {
        if (await measurements.FindAsync(id, cancellationToken) is not { } measurement
            || await sessions.FindAsync(measurement.RecordingSessionId, cancellationToken) is not { } session)
        {
            return MeasurementProblem.Unknown(id);
        }

        return TypedResults.Ok(ProvenanceResponse.Of(measurement, session, await measurements.ListExtractionsAsync(id, cancellationToken)));
    }
}
