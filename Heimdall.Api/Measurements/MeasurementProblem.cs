using Heimdall.Api.Json;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Measurements;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Measurements;

/// <summary>What is wrong with a recording.</summary>
internal static class MeasurementProblem
{
    public static ProblemHttpResult NoStation(Guid? stationId) => Problem.Of(
        StatusCodes.Status422UnprocessableEntity,
        "station_not_found",
        "No such station",
        $"No active station has the id {stationId}. GET /api/v1/stations lists the stations.",
        new KeyValuePair<string, object?>("station_id", stationId));

    public static ProblemHttpResult Empty() => Problem.Of(
        StatusCodes.Status422UnprocessableEntity, "empty_body", "The body is empty", "The body has no samples. Send the recording's bytes as the body.");

    public static ProblemHttpResult TooLarge(long maxBytes) => Problem.Of(
        StatusCodes.Status413PayloadTooLarge,
        "body_too_large",
        "Body too large",
        $"A recording may have {maxBytes} bytes (Uploads__MaxBytes). Cut it into shorter recordings, or put it into the store and refer to it.",
        new KeyValuePair<string, object?>("max_bytes", maxBytes));

    public static ProblemHttpResult Busy(HttpResponse response)
    {
        response.Headers.RetryAfter = "30";
        return Problem.Of(
            StatusCodes.Status503ServiceUnavailable, "too_many_uploads", "Too many uploads", "Too many uploads come in at the moment (Uploads__MaxConcurrent). Send this one again later.");
    }

    public static ProblemHttpResult SessionFull(Guid sessionId, int most) => Problem.Of(
        StatusCodes.Status409Conflict,
        "session_full",
        "Session full",
        $"Session {sessionId} has {most} recordings, and may not have more (Uploads__MeasurementsPerSession). Complete it, and record on in a new session.",
        new("session_id", sessionId),
        new("max_measurements", most));

    public static ProblemHttpResult Unknown(Guid id) => Problem.Of(
        StatusCodes.Status404NotFound,
        "unknown_measurement",
        "Unknown measurement",
        $"There is no measurement {id}. GET /api/v1/sessions/{{session}}/measurements lists those of a session.",
        new KeyValuePair<string, object?>("measurement_id", id));

    public static ProblemHttpResult Exists(Measurement measurement) => Problem.Of(
        StatusCodes.Status409Conflict,
        "measurement_exists",
        "Another recording exists",
        $"The station '{measurement.StationName}' has another recording of {IsoTime.Write(measurement.RecordedAt)} in this session, with other bytes. Recordings are never replaced: give each its own recorded_at.",
        new KeyValuePair<string, object?>("measurement_id", measurement.Id));
}
