using System.Collections.Frozen;

namespace Heimdall.Ledger.Measurements;

/// <summary>
/// The sample formats by name: SigMF's complex types, and the containers that say themselves what they hold. Only names and sizes are
/// known here; reading samples is the extractor's.
/// </summary>
public static class IqDatatypeName
{
    private static readonly FrozenDictionary<string, int?> BytesBySample = new Dictionary<string, int?>(StringComparer.Ordinal)
    {
        ["cf32_le"] = 8,
        ["cf32_be"] = 8,
        ["cf64_le"] = 16,
        ["cf64_be"] = 16,
        ["ci32_le"] = 8,
        ["ci32_be"] = 8,
        ["ci16_le"] = 4,
        ["ci16_be"] = 4,
        ["cu16_le"] = 4,
        ["cu16_be"] = 4,
        ["ci8"] = 2,
        ["cu8"] = 2,
        ["wav"] = null,
        ["npy"] = null,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names, in alphabetical order.</summary>
    public static IReadOnlyList<string> All { get; } = [.. BytesBySample.Keys.Order(StringComparer.Ordinal)];

    public static bool IsKnown(string datatype) => BytesBySample.ContainsKey(datatype);

    /// <summary>True where the file's own header says the sample rate, so that none has to be declared.</summary>
    public static bool CarriesSampleRate(string datatype) => datatype == "wav";

    /// <summary>The extension an object of this type is stored under, without the dot.</summary>
    public static string Extension(string datatype) => BytesBySample[datatype] is null ? datatype : datatype.Split('_')[0];

    /// <summary>Complex samples in a file of <paramref name="bytes"/> bytes; null where only the file's header tells.</summary>
    public static long? Samples(string datatype, long bytes) => bytes / BytesBySample[datatype];
}
