using Heimdall.Api.Problems;
using Heimdall.Ledger.Waterfalls;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Waterfalls;

/// <summary>Why there is no picture.</summary>
internal static class WaterfallProblem
{
    public static ProblemHttpResult NoMeasurement(Guid id) => Problem.Of(
        StatusCodes.Status404NotFound,
        "unknown_measurement",
        "Unknown measurement",
        $"There is no measurement {id}.",
        new KeyValuePair<string, object?>("measurement_id", id));

    public static ProblemHttpResult Missing(WaterfallState.NotMade why) => Problem.Of(
        StatusCodes.Status404NotFound, "waterfall_missing", "No waterfall", DetailOf(why),
        new("measurement_id", why.MeasurementId),
        new("state", why.State),
        new("job_id", why.JobId),
        new("error_code", why.ErrorCode),
        new("error_message", why.ErrorMessage));

    /// <summary>The ledger says that it was made, and the store has none.</summary>
    public static ProblemHttpResult Gone(WaterfallState.Made made) => Problem.Of(
        StatusCodes.Status404NotFound,
        "waterfall_missing",
        "No waterfall",
        $"The waterfall of measurement {made.MeasurementId} was made, and is not in the object store any more. POST /api/v1/sessions/{made.SessionId}/extract with feature_set {WaterfallFormat.FeatureSet} and force makes it anew.",
        new("measurement_id", made.MeasurementId),
        new("state", WaterfallState.Missing),
        new("job_id", null),
        new("error_code", null),
        new("error_message", null));

    public static ProblemHttpResult NoTile(int level, int index) => Problem.Of(
        StatusCodes.Status404NotFound, "tile_not_found", "No such tile", $"The waterfall has no tile {index} of level {level}. Its description lists the levels and their tiles.");

    public static ProblemHttpResult NoChunk(int chunk) => Problem.Of(
        StatusCodes.Status404NotFound, "chunk_not_found", "No such chunk", $"The waterfall has no chunk {chunk}. Its description says how many there are.");

    private static string DetailOf(WaterfallState.NotMade why) => why.State switch
    {
        WaterfallState.Failed => $"The waterfall of measurement {why.MeasurementId} could not be made: {why.ErrorMessage}",
        WaterfallState.Missing =>
            $"Nobody has made the waterfall of measurement {why.MeasurementId} yet: POST /api/v1/sessions/{why.SessionId}/extract with feature_set {WaterfallFormat.FeatureSet} has it made.",
        _ => $"The waterfall of measurement {why.MeasurementId} is not there yet: job {why.JobId} is {why.State}. Ask again later.",
    };
}
