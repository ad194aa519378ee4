using System.ComponentModel;
using Heimdall.Api.Json;
using Heimdall.Api.Measurements;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Coverage;
using Heimdall.Ledger.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.Sessions;

/// <summary>Which sessions a list shows, and in which order. All that is set has to be met.</summary>
internal sealed record SessionListQuery(
    [property: FromQuery(Name = "status"), Description("pending, in_progress, completed or failed.")] string? Status,
    [property: FromQuery(Name = "features"), Description("missing, present or failed: of the current version of rf.iq, as all that is said about features.")] string? Features,
    [property: FromQuery(Name = "search"), Description("A part of the name, the owner or the notes, in upper or lower case.")] string? Search,
    [property: FromQuery(Name = "station_id"), Description("Sessions that this station recorded in.")] Guid? StationId,
    [property: FromQuery(Name = "from"), Description("Started at this time or later.")] IsoTime? From,
    [property: FromQuery(Name = "to"), Description("Started before this time.")] IsoTime? To,
    [property: FromQuery(Name = "min_frequency_hz"), Description("This frequency or above.")] long? MinFrequencyHz,
    [property: FromQuery(Name = "max_frequency_hz"), Description("This frequency or below.")] long? MaxFrequencyHz,
    [property: FromQuery(Name = "min_snr_db"), Description("This mean SNR or above.")] double? MinSnrDb,
    [property: FromQuery(Name = "max_snr_db"), Description("This mean SNR or below.")] double? MaxSnrDb,
    [property: FromQuery(Name = "error_code"), Description("Sessions in which a receiver failed like this, such as truncated.")] string? ErrorCode,
    [property: FromQuery(Name = "sort"), Description(
        "-session_start (the default), session_start, frequency_hz, -frequency_hz, mean_snr_db or -mean_snr_db; by mean_snr_db only those that have one.")] string? Sort)
{
    private const int MaxSearchLength = 200;
    private const double MaxSnr = 1000;

    private static readonly Dictionary<string, string> CoverageByFeatures = new(StringComparer.Ordinal)
    {
        ["missing"] = CoverageState.Missing,
        ["present"] = CoverageState.With,
        ["failed"] = CoverageState.Failed,
    };

    private static readonly Dictionary<string, SessionOrder> Orders = new(StringComparer.Ordinal)
    {
        ["-session_start"] = SessionOrder.LatestFirst,
        ["session_start"] = SessionOrder.EarliestFirst,
        ["frequency_hz"] = SessionOrder.LowestFrequencyFirst,
        ["-frequency_hz"] = SessionOrder.HighestFrequencyFirst,
        ["mean_snr_db"] = SessionOrder.LowestSnrFirst,
        ["-mean_snr_db"] = SessionOrder.HighestSnrFirst,
    };

    /// <summary>The filter. Only after <see cref="Check"/>.</summary>
    public SessionFilter Filter => new(
        Status,
        Features is null ? null : CoverageByFeatures[Features],
        Search: Search,
        StationId: StationId,
        From: From?.Utc,
        To: To?.Utc,
        MinFrequencyHz: MinFrequencyHz,
        MaxFrequencyHz: MaxFrequencyHz,
        MinSnrDb: MinSnrDb,
        MaxSnrDb: MaxSnrDb,
        ErrorCode: ErrorCode,
        Order: Sort is null ? SessionOrder.LatestFirst : Orders[Sort]);

    public ProblemHttpResult? Check() => new FieldErrors()
        .Require(Status is null || SessionStatus.All.Contains(Status), "status", $"must be one of {string.Join(", ", SessionStatus.All)}")
        .Require(Features is null || CoverageByFeatures.ContainsKey(Features), "features", $"must be one of {string.Join(", ", CoverageByFeatures.Keys)}")
        .RequireText(Search, "search", MaxSearchLength, isOptional: true)
        .Require(From is not { } from || IsoTime.IsPlausible(from.Utc), "from", "must be between 1970 and 2200")
        .Require(To is not { } to || IsoTime.IsPlausible(to.Utc), "to", "must be between 1970 and 2200")
        .Require(From is not { } first || To is not { } end || first.Utc < end.Utc, "to", "must be after from")
        .Require(MinFrequencyHz is not { } lowest || Frequency.IsPossible(lowest), "min_frequency_hz", Frequency.Expected)
        .Require(MaxFrequencyHz is not { } highest || Frequency.IsPossible(highest), "max_frequency_hz", Frequency.Expected)
        .Require(MinFrequencyHz is not { } low || MaxFrequencyHz is not { } high || low <= high, "max_frequency_hz", "must not be below min_frequency_hz")
        .Require(MinSnrDb is not { } weakest || Math.Abs(weakest) <= MaxSnr, "min_snr_db", $"must be from −{MaxSnr} to {MaxSnr} dB")
        .Require(MaxSnrDb is not { } strongest || Math.Abs(strongest) <= MaxSnr, "max_snr_db", $"must be from −{MaxSnr} to {MaxSnr} dB")
        .Require(MinSnrDb is not { } weak || MaxSnrDb is not { } strong || weak <= strong, "max_snr_db", "must not be below min_snr_db")
        .Require(ErrorCode is null || ErrorAdvice.Codes.Contains(ErrorCode), "error_code", $"must be one of {string.Join(", ", ErrorAdvice.Codes)}")
        .Require(Sort is null || Orders.ContainsKey(Sort), "sort", $"must be one of {string.Join(", ", Orders.Keys)}")
        .ToProblem();
}
