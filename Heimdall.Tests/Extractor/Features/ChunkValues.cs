using Heimdall.Extractor.Features;

namespace Heimdall.Tests.Extractor.Features;

internal static class ChunkValues
{
    /// <summary>Values by name, null where a feature does not exist.</summary>
    public static IReadOnlyDictionary<string, double?> Named(IFeatureSet set, IReadOnlyList<double> values) =>
        set.FeatureNames.Zip(values, (name, value) => (name, value: double.IsNaN(value) ? (double?)null : value))
            .ToDictionary(pair => pair.name, pair => pair.value, StringComparer.Ordinal);
}
