using System.Globalization;

namespace Heimdall.Tests.Extractor.Features;

/// <summary>
/// How far <c>rf.iq</c> 1 may lie from the reference, feature by feature, for the values of a chunk and for aggregates. An aggregate
/// inherits the tolerance of its chunks: each of mean, min and max moves by no more than the largest movement of a value, the
/// population standard deviation by no more than the root mean square of the movements; so all are held to the loosest tolerance that
/// any value between min and max has. Counts and nulls are equal.
/// </summary>
internal sealed class FeatureTolerances(double sampleRateHz, int chunkSamples, int dcGuardBins)
{
    /// <summary>The reference is printed with ten digits.</summary>
    private const double PrintedDigits = 1e-9;

    /// <summary>Beyond this range the float32 of the samples shows in the noise.</summary>
    private const double LargestDynamicRangeDb = 110;

    private static readonly HashSet<string> _noiseLimited =
    [
        "noise_density_dbfs_hz", "noise_floor_dbfs", "cn0_dbhz", "snr_db", "spectral_flatness",
        "occupied_bandwidth_hz", "bandwidth_3db_hz", "bandwidth_26db_hz",
    ];

    private readonly int _segmentSamples = SegmentSamples(chunkSamples);

    private double BinHz => sampleRateHz / _segmentSamples;

    /// <summary>The differences beyond tolerance between the features of a chunk, said in words; none where all is well.</summary>
    public IEnumerable<string> Differences(IReadOnlyDictionary<string, double?> expected, IReadOnlyDictionary<string, double?> actual)
    {
        foreach (var (name, wanted) in expected)
        {
            if (!actual.TryGetValue(name, out var got))
            {
                yield return $"{name} is missing";
            }
            else if (wanted.HasValue != got.HasValue)
            {
                yield return Say($"{name} is {Show(got)}, not {Show(wanted)}");
            }
            else if (wanted is { } w && got is { } g && IsCompared(name, other => expected.GetValueOrDefault(other)))
            {
                var tolerance = Of(name, w);
                if (!(Math.Abs(g - w) <= tolerance))
                {
                    yield return Say($"{name} is {g}, not {w}: off by {Math.Abs(g - w)}, tolerated {tolerance}");
                }
            }
        }
    }

    /// <summary>The differences beyond tolerance between aggregates over chunks, said in words; none where all is well.</summary>
    public IEnumerable<string> Differences(IReadOnlyDictionary<string, Aggregate?> expected, IReadOnlyDictionary<string, Aggregate?> actual)
    {
        foreach (var (name, wanted) in expected)
        {
            if (!actual.TryGetValue(name, out var got))
            {
                yield return $"{name} is missing";
            }
            else if (wanted?.Count != got?.Count)
            {
                yield return $"{name} is [{got}], not [{wanted}]";
            }
            else if (wanted is not null && got is not null && IsCompared(name, other => WorstCase(other, expected)))
            {
                var tolerance = Math.Max(Of(name, wanted.Min), Of(name, wanted.Max));
                var off = new[] { got.Mean - wanted.Mean, got.Std - wanted.Std, got.Min - wanted.Min, got.Max - wanted.Max }.Max(Math.Abs);
                if (!(off <= tolerance))
                {
                    yield return Say($"{name} is [{got}], not [{wanted}]: off by {off}, tolerated {tolerance}");
                }
            }
        }
    }

    /// <summary>The tolerance at a value of the reference.</summary>
    public double Of(string name, double value) => (PrintedDigits * Math.Abs(value)) + name switch
    {
        "signal_present" => 0,
        "snr_m2m4_db" => 0.02 + (1e-6 * Math.Pow(10, value / 10)),
        _ when name.Contains("_db", StringComparison.Ordinal) => 0.02,
        "inst_frequency_mean_hz" or "inst_frequency_std_hz" or "frequency_offset_lag1_hz" =>
            Math.Max(1e-3 * Math.Abs(value), 1e-6 * sampleRateHz),
        "inst_frequency_skewness" or "inst_frequency_kurtosis" => 2e-3 * Math.Max(1, Math.Abs(value)),
        _ when name.EndsWith("_hz", StringComparison.Ordinal) => Math.Max(0.005 * BinHz, 1e-4 * Math.Abs(value)),
        _ when name.EndsWith("_us", StringComparison.Ordinal) || name.EndsWith("_khz", StringComparison.Ordinal) =>
            Math.Max(2e-3 * Math.Abs(value), 2e-3),
        "occupied_fraction" => 2.0 / InnerBins(),
        _ => 1e-3 * Math.Max(1, Math.Abs(value)),
    };

    /// <summary>What a feature is held to depends on others: the range between level and noise, and whether there is a spread.</summary>
    private bool IsCompared(string name, Func<string, double?> value)
    {
        if (_noiseLimited.Contains(name))
        {
            return value("rssi_dbfs") - value("noise_floor_dbfs") <= LargestDynamicRangeDb;
        }

        return name switch
        {
            "inst_frequency_skewness" or "inst_frequency_kurtosis" => value("inst_frequency_std_hz") >= 1e-5 * sampleRateHz,
            "envelope_skewness" or "envelope_kurtosis" => value("envelope_std") >= 1e-3,
            _ => true,
        };
    }

    /// <summary>The aggregate's end that is least favourable: the highest level, the lowest of all else.</summary>
    private static double? WorstCase(string name, IReadOnlyDictionary<string, Aggregate?> aggregates) =>
        name == "rssi_dbfs" ? aggregates.GetValueOrDefault(name)?.Max : aggregates.GetValueOrDefault(name)?.Min;

    private int InnerBins() => Enumerable.Range(-_segmentSamples / 2, _segmentSamples)
        .Count(k => Math.Abs(k) <= 0.4 * _segmentSamples && Math.Abs(k) >= dcGuardBins);

    private static int SegmentSamples(int chunkSamples) =>
        (int)Math.Clamp(Math.Pow(2, Math.Floor(Math.Log2(chunkSamples / 16.0))), 64, 4096);

    private static string Show(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "null";

    private static string Say(FormattableString text) => FormattableString.Invariant(text);
}
