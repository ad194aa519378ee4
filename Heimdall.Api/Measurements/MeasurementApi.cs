using System.Diagnostics;
using Heimdall.Api.Access;
using Heimdall.Api.OpenApi;
using Heimdall.Api.Problems;
using Heimdall.Api.Sessions;
using Heimdall.Ledger.Measurements;
using Heimdall.Ledger.Objects;
using Heimdall.Ledger.Sessions;
using Heimdall.Ledger.Stations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using RecordingResults = Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.Created<Heimdall.Api.Measurements.MeasurementResponse>,
    Microsoft.AspNetCore.Http.HttpResults.Ok<Heimdall.Api.Measurements.MeasurementResponse>,
    Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult>;

namespace Heimdall.Api.Measurements;

/// <summary>The recordings of a session: uploaded, or referred to where they are in the store already.</summary>
internal static class MeasurementApi
{
    public static void MapMeasurements(this IEndpointRouteBuilder routes)
    {
        var measurements = routes.MapGroup("/api/v1/sessions/{id}/measurements").WithTags("Measurements").RequireAuthorization(Role.Viewer);
        measurements.MapGet("", List).WithSummary("Lists the recordings of a session by station.").ProducesProblem(404);
        measurements.MapGet("/{measurement_id}", Show).WithSummary("Shows a recording.").ProducesProblem(404);

        // One address, two kinds of body: routing gives JSON to the one that says it takes JSON, and the document shows both as one call.
        measurements.MapPost("", Upload).RequireAuthorization(Role.Operator)
            .WithMetadata(UploadBody.SizeLimit).WithUploadDocumented()
            .WithSummary("Uploads a recording: the body is the samples. With a JSON body: refers to an object that is in the store already.")
            .ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);
        measurements.MapPost("", Refer).RequireAuthorization(Role.Operator).ExcludeFromDescription();
    }

    private static async Task<Results<Ok<MeasurementListResponse>, ProblemHttpResult>> List(
        Guid id, SessionStore sessions, MeasurementStore measurements, CancellationToken cancellationToken)
    {
        if (await sessions.FindAsync(id, cancellationToken) is null)
        {
            return SessionProblem.NotFound(id);
        }

        return TypedResults.Ok(new MeasurementListResponse([.. (await measurements.ListAsync(id, cancellationToken)).Select(MeasurementResponse.Of)]));
    }

    private static async Task<Results<Ok<MeasurementResponse>, ProblemHttpResult>> Show(
        Guid id, [FromRoute(Name = "measurement_id")] Guid measurementId, MeasurementStore measurements, CancellationToken cancellationToken) =>
        await measurements.FindAsync(measurementId, cancellationToken) is { } measurement && measurement.RecordingSessionId == id
            ? TypedResults.Ok(MeasurementResponse.Of(measurement))
            : Problem.Of(StatusCodes.Status404NotFound, "measurement_not_found", "Measurement not found", $"Measurement not found: session {id} has no measurement {measurementId}.");

    private static async Task<RecordingResults> Upload(
        Guid id,
        [AsParameters] UploadQuery query,
        Caller caller,
        HttpContext context,
        SessionStore sessions,
        StationStore stations,
        MeasurementStore measurements,
        UploadReception reception,
        UploadSettings settings,
        CancellationToken cancellationToken)
    {
        if ((UploadBody.Check(context.Request) ?? query.Check()) is { } problem)
        {
            return problem;
        }

        if (await sessions.FindChangeableAsync(id, caller, cancellationToken) is not { } session)
        {
            return SessionProblem.NotFound(id);
        }

        if (session.Status is not (SessionStatus.Pending or SessionStatus.InProgress))
        {
            return SessionProblem.Ended(id, session.Status);
        }

        if (await FindRecordingStationAsync(stations, query.StationId, cancellationToken) is not { } station)
        {
            return MeasurementProblem.NoStation(query.StationId);
        }

        if (context.Request.ContentLength is 0)
        {
            return MeasurementProblem.Empty();
        }

        if (context.Request.ContentLength > settings.MaxBytes)
        {
            return MeasurementProblem.TooLarge(settings.MaxBytes);
        }

        var upload = query.For(session, station, caller.Name);
        if (session.MeasurementCount >= settings.MeasurementsPerSession && !await IsRecordedAsync(measurements, upload, cancellationToken))
        {
            return MeasurementProblem.SessionFull(id, settings.MeasurementsPerSession);
        }

        UploadBody.RelaxDataRate(context);
        try
        {
            return await reception.ReceiveAsync(upload, context.Request.Body, cancellationToken) switch
            {
                UploadOutcome.Settled(var recording) => Answer(id, query.StationId, recording),
                UploadOutcome.Empty => MeasurementProblem.Empty(),
                UploadOutcome.Busy => MeasurementProblem.Busy(context.Response),
                var outcome => throw new UnreachableException(outcome.ToString()),
            };
        }
        catch (ObjectTooLargeException)
        {
            return MeasurementProblem.TooLarge(settings.MaxBytes);
        }
    }

    private static async Task<RecordingResults> Refer(
        Guid id,
        MeasurementReference reference,
        Caller caller,
        SessionStore sessions,
        StationStore stations,
        MeasurementStore measurements,
        IObjectStore objects,
        CancellationToken cancellationToken)
    {
        if (reference.Check() is { } problem)
        {
            return problem;
        }

        if (await sessions.FindChangeableAsync(id, caller, cancellationToken) is null)
        {
            return SessionProblem.NotFound(id);
        }

        if (await FindRecordingStationAsync(stations, reference.StationId, cancellationToken) is null)
        {
            return MeasurementProblem.NoStation(reference.StationId);
        }

        ObjectFacts? facts;
        try
        {
            facts = await objects.FindAsync(reference.IqDataLocation ?? "", cancellationToken);
        }
        catch (InvalidObjectKeyException invalid)
        {
            return MeasurementReference.NoObject(invalid);
        }

        return Answer(id, reference.StationId, await measurements.RecordAsync(reference.For(id, facts), cancellationToken));
    }

    /// <summary>True where the upload may be one that is there already: that is seen when its bytes have come.</summary>
    private static async Task<bool> IsRecordedAsync(MeasurementStore measurements, Upload upload, CancellationToken cancellationToken) =>
        (await measurements.ListAsync(upload.SessionId, cancellationToken))
            .Any(measurement => measurement.WebsdrStationId == upload.StationId && measurement.RecordedAt == upload.RecordedAt);

    private static async Task<Station?> FindRecordingStationAsync(StationStore stations, Guid? id, CancellationToken cancellationToken) =>
        id is { } stationId && await stations.FindAsync(stationId, cancellationToken) is { IsActive: true } station ? station : null;

    private static RecordingResults Answer(Guid sessionId, Guid? stationId, RecordingOutcome outcome) => outcome switch
    {
        RecordingOutcome.Recorded(var measurement) =>
            TypedResults.Created($"/api/v1/sessions/{sessionId}/measurements/{measurement.Id}", MeasurementResponse.Of(measurement)),
        RecordingOutcome.SameAlready(var measurement) => TypedResults.Ok(MeasurementResponse.Of(measurement)),
        RecordingOutcome.OtherAlready(var measurement) => MeasurementProblem.Exists(measurement),
        RecordingOutcome.SessionNotFound => SessionProblem.NotFound(sessionId),
        RecordingOutcome.SessionClosed(var status) => SessionProblem.Ended(sessionId, status),
        RecordingOutcome.StationNotFound => MeasurementProblem.NoStation(stationId),
        RecordingOutcome.SessionFull(var most) => MeasurementProblem.SessionFull(sessionId, most),
        _ => throw new UnreachableException(outcome.ToString()),
    };
}

/// <summary>The recordings of a session: one a station and moment, so they come all at once.</summary>
internal sealed record MeasurementListResponse(IReadOnlyList<MeasurementResponse> Items);
