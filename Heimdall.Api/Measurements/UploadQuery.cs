using System.ComponentModel;
using Heimdall.Api.Json;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Sessions;
using Heimdall.Ledger.Stations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.Measurements;

/// <summary>What an upload says of its samples; they themselves are the body.</summary>
internal sealed record UploadQuery(
    [property: FromQuery(Name = "station_id"), Description("The station that recorded.")] Guid? StationId,
    [property: FromQuery(Name = "sample_rate_hz"), Description("Complex samples a second; may be left out for wav.")] double? SampleRateHz,
    [property: FromQuery(Name = "datatype"), Description("A SigMF datatype such as cf32_le or ci16_le, or wav, or npy.")] string? Datatype,
    [property: FromQuery(Name = "frequency_hz"), Description("The tuned centre; the session's by default.")] long? FrequencyHz,
    [property: FromQuery(Name = "recorded_at"), Description("The first sample's time, ISO 8601; the session's start by default.")] IsoTime? RecordedAt)
{
    public ProblemHttpResult? Check() =>
        new FieldErrors().RequireMeasurement(StationId, SampleRateHz, Datatype, FrequencyHz, RecordedAt?.Utc).ToProblem();

    /// <summary>The upload as the session and the station complete it. Only after <see cref="Check"/>.</summary>
    public Upload For(Session session, Station station, string createdBy) => new(
        session.Id,
        station.Id,
        FrequencyHz ?? session.FrequencyHz,
        SampleRateHz,
        Datatype ?? throw new InvalidOperationException("The query was not checked."),
        RecordedAt?.Utc ?? session.SessionStart,
        createdBy);
}

/// <summary>A recording that is about to come in.</summary>
internal sealed record Upload(
    Guid SessionId, Guid StationId, long FrequencyHz, double? SampleRateHz, string Datatype, DateTimeOffset RecordedAt, string CreatedBy);
