using Heimdall.Ledger.Jobs;

namespace Heimdall.Api.Measurements;

/// <summary>What to do about a recording that failed: a sentence for every error code of the schema and every kind of error of a job.</summary>
internal static class ErrorAdvice
{
    private static readonly Dictionary<string, string> ByCode = new(StringComparer.Ordinal)
    {
        ["object_missing"] = "Put the object back into the store under this location, or record anew; then start the extraction again.",
        ["truncated"] = "The file ends before its header says. Upload the whole file in a new session; the receiver may have been cut off while it recorded.",
        ["odd_byte_count"] = "The bytes are no whole number of samples of this datatype. Check the datatype, and whether the file was cut; record it in a new session.",
        ["not_finite"] = "Samples are NaN or infinite. Look for a fault in the receiver's conversion to floating point, and record anew.",
        ["too_short"] = "A recording needs 1,024 samples at least. Record longer.",
        ["bad_header"] = "The file is not what its datatype says. Check that it is a WAV or NPY file of IQ samples, and record it in a new session.",
        ["datatype_mismatch"] = "The file's header names another sample format than the one declared. Declare what the file holds, in a new session.",
        ["sample_rate_mismatch"] = "The declared sample rate contradicts the file's header or its GNSS time stamps. Leave the rate out for wav, or declare the true one, in a new session.",
        ["hash_mismatch"] = "The object's bytes are not those that were recorded: it was replaced or damaged in the store. Restore it from its origin, then start the extraction again.",
        ["internal_error"] = "The extractor has a fault. Start the extraction again after an update; the logs under the trace id say what happened, for whoever mends it.",
    };

    private static readonly Dictionary<string, string> ByKind = new(StringComparer.Ordinal)
    {
        [JobErrorKind.Data] = "No receiver's recording could be extracted: look at the error of each of them.",
        [JobErrorKind.Infrastructure] = "The database, the store or the broker was out of reach too long. See that they are healthy, then retry the job.",
        [JobErrorKind.Program] = "The extractor has a fault. Retry the job after an update; the logs under the trace id say what happened, for whoever mends it.",
        [JobErrorKind.LeaseExpired] = "Workers died while they had the job, perhaps because of it. Look at their memory and logs, then retry it.",
        [JobErrorKind.Timeout] = "The job made no progress for hours. Look at its worker and at the store, then retry it.",
        [JobErrorKind.Cancelled] = "Somebody cancelled the job. Retry it if the features are wanted after all.",
    };

    /// <summary>The error codes that are known.</summary>
    public static IReadOnlyCollection<string> Codes => ByCode.Keys;

    /// <summary>The kinds of error of a job that are known.</summary>
    public static IReadOnlyCollection<string> Kinds => ByKind.Keys;

    /// <summary>What to do, by the recording's error or else by its job's.</summary>
    /// <returns>A sentence or two; null where neither is known.</returns>
    public static string? For(string? errorCode, string? errorKind) =>
        errorCode is not null && ByCode.TryGetValue(errorCode, out var advice) ? advice : errorKind is null ? null : ByKind.GetValueOrDefault(errorKind);
}
