namespace Heimdall.Tests.Extractor.Features;

public sealed class FeatureTolerancesTests
{
    private static readonly FeatureTolerances _tolerances = new(sampleRateHz: 200_000, chunkSamples: 40_000, dcGuardBins: 2);

    [Theory]
    [InlineData("rssi_dbfs", -30, 0.019, 0.021)]
    [InlineData("snr_m2m4_db", 40, 0.029, 0.031)]
    [InlineData("spectral_centroid_hz", 100, 0.48, 0.49)]
    [InlineData("spectral_centroid_hz", 50_000, 4.99, 5.01)]
    [InlineData("frequency_offset_lag1_hz", 10, 0.19, 0.21)]
    [InlineData("inst_frequency_mean_hz", -50_000, 49, 51)]
    [InlineData("inst_frequency_kurtosis", 5, 0.0099, 0.0101)]
    [InlineData("envelope_kurtosis", 5, 0.0049, 0.0051)]
    [InlineData("spectral_flatness", 0.5, 0.0009, 0.0011)]
    [InlineData("occupied_fraction", 0.5, 0.0012, 0.00123)]
    [InlineData("multipath_delay_spread_us", 100, 0.19, 0.21)]
    [InlineData("coherence_bandwidth_khz", 0.1, 0.0019, 0.0021)]
    public void A_difference_beyond_the_tolerance_is_told_and_one_within_is_not(string name, double value, double within, double beyond)
    {
        Assert.Empty(Compare(name, value, value + within));
        Assert.Empty(Compare(name, value, value - within));
        Assert.Single(Compare(name, value, value + beyond));
        Assert.Single(Compare(name, value, value - beyond));
        Assert.Single(Compare(name, value, null));
        Assert.Single(Compare(name, null, value));
        Assert.Single(Compare(name, value, double.NaN));
    }

    [Fact]
    public void Booleans_are_equal_and_no_name_is_missing()
    {
        Assert.Single(Compare("signal_present", 1, 0));
        var actual = Chunk("signal_present", 1);
        Assert.True(actual.Remove("rssi_dbfs"));
        Assert.Equal(["rssi_dbfs is missing"], _tolerances.Differences(Chunk("signal_present", 1), actual));
    }

    [Fact]
    public void Beyond_the_range_of_float32_the_noise_is_not_compared()
    {
        Assert.Empty(Compare("snr_db", 100, 90, ("rssi_dbfs", 0), ("noise_floor_dbfs", -111)));
        Assert.Single(Compare("snr_db", 100, 90, ("rssi_dbfs", 0), ("noise_floor_dbfs", -109)));
        Assert.Empty(Compare("envelope_skewness", 100, 90, ("envelope_std", 0.0009)));
    }

    [Fact]
    public void Aggregates_are_held_to_the_tolerance_of_their_values()
    {
        var expected = new Aggregate(-20, 5, -30, -10, 12);
        Assert.Empty(Compare(expected, expected with { Mean = -20.019, Max = -9.981 }));
        Assert.Single(Compare(expected, expected with { Mean = -20.021 }));
        Assert.Single(Compare(expected, expected with { Std = 5.021 }));
        Assert.Single(Compare(expected, expected with { Min = -30.021 }));
        Assert.Single(Compare(expected, expected with { Max = -9.979 }));
        Assert.Single(Compare(expected, expected with { Count = 11 }));
        Assert.Single(Compare(expected, null));
        Assert.Single(Compare(null, expected));
        Assert.Empty(Compare(null, null));
    }

    private static IEnumerable<string> Compare(Aggregate? expected, Aggregate? actual) => _tolerances.Differences(
        new Dictionary<string, Aggregate?>(StringComparer.Ordinal) { ["rssi_dbfs"] = expected },
        new Dictionary<string, Aggregate?>(StringComparer.Ordinal) { ["rssi_dbfs"] = actual });

    private static IEnumerable<string> Compare(string name, double? expected, double? actual, params (string Name, double Value)[] others)
    {
        var (wanted, got) = (Chunk(name, expected), Chunk(name, actual));
        foreach (var (other, value) in others)
        {
            (wanted[other], got[other]) = (value, value);
        }

        return _tolerances.Differences(wanted, got);
    }

    private static Dictionary<string, double?> Chunk(string name, double? value)
    {
        var chunk = new Dictionary<string, double?>(StringComparer.Ordinal)
        {
            ["rssi_dbfs"] = -10,
            ["noise_floor_dbfs"] = -40,
            ["inst_frequency_std_hz"] = 1000,
            ["envelope_std"] = 0.5,
        };
        chunk[name] = value;
        return chunk;
    }
}
