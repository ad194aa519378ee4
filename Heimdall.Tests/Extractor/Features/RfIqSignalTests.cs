using Heimdall.Extractor.Features;
using Heimdall.Extractor.Features.RfIq;

namespace Heimdall.Tests.Extractor.Features;

/// <summary>What the features must say of signals whose truth is known.</summary>
public sealed class RfIqSignalTests
{
    private const double SampleRateHz = 200_000;
    private const int Samples = 40_000;
    private static readonly RfIqFeatureSet _set = new();

    [Fact]
    public void Silence_has_no_signal_and_nothing_else()
    {
        var features = Extract(new float[2 * Samples]);
        Assert.Equal(0, features["signal_present"]);
        Assert.All(features.Where(feature => feature.Key != "signal_present"), feature => Assert.Null(feature.Value));
    }

    [Fact]
    public void A_constant_has_a_level_but_no_shape()
    {
        var features = Extract(SyntheticSignal.Of(Samples, _ => (0.5, 0.0)));
        Assert.Equal(-6.0206, features["rssi_dbfs"].Require(), 1e-4);
        Assert.Equal(0, features["dc_offset_db"].Require(), 1e-9);
        Assert.Equal(0, features["peak_to_avg_ratio_db"].Require(), 1e-9);
        Assert.Equal(0, features["rail_fraction"]);
        Assert.Equal(0, features["inst_frequency_mean_hz"]);
        Assert.Equal(1, features["power_kurtosis"].Require(), 1e-9);
        Assert.Null(features["envelope_skewness"]);
        Assert.Null(features["inst_frequency_kurtosis"]);
        Assert.Null(features["envelope_line_db"]);
    }

    [Theory]
    [InlineData(0.0605, 10)]
    [InlineData(-0.25, 20)]
    [InlineData(0.1234567, 35)]
    [InlineData(0.39, 15)]
    public void A_tone_in_noise_is_found_where_it_is_and_as_strong_as_it_is(double cyclesPerSample, double snrDb)
    {
        var noisePower = 1e-4;
        var amplitude = Math.Sqrt(noisePower * Math.Pow(10, snrDb / 10));
        var features = Extract(SyntheticSignal.Noise(Samples, noisePower, seed: 11).Plus(SyntheticSignal.Tone(Samples, amplitude, cyclesPerSample)));
        var binHz = SampleRateHz / 2048;
        Assert.Equal(1, features["signal_present"]);
        Assert.Equal(cyclesPerSample * SampleRateHz, features["peak_frequency_hz"].Require(), 0.1 * binHz);
        Assert.Equal(cyclesPerSample * SampleRateHz, features["spectral_centroid_hz"].Require(), 0.2 * binHz);
        Assert.Equal(-40, features["noise_floor_dbfs"].Require(), 0.3);
        Assert.Equal(snrDb + (10 * Math.Log10(SampleRateHz)), features["cn0_dbhz"].Require(), 0.4);
        Assert.Equal(snrDb, features["snr_m2m4_db"].Require(), 0.5);
        Assert.InRange(features["occupied_bandwidth_hz"].Require(), binHz, 5 * binHz);
    }

    [Fact]
    public void Scaling_by_two_shifts_levels_by_6_dB_and_nothing_else()
    {
        var iq = SyntheticSignal.Noise(Samples, 1e-4, seed: 12).Plus(SyntheticSignal.Tone(Samples, 0.05, 0.0605));
        var (once, twice) = (Extract(iq), Extract(iq.Times(2)));
        foreach (var (name, value) in once)
        {
            var isLevel = name is "rssi_dbfs" or "peak_dbfs" or "noise_density_dbfs_hz" or "noise_floor_dbfs" or "psd_peak_dbfs_hz";
            Assert.Equal(value.HasValue, twice[name].HasValue);
            if (value is { } v)
            {
                Assert.Equal(v + (isLevel ? 20 * Math.Log10(2) : 0), twice[name].Require(), 1e-6 * Math.Max(1, Math.Abs(v)));
            }
        }
    }

    [Fact]
    public void Shifting_in_frequency_moves_the_frequencies_along()
    {
        var iq = SyntheticSignal.Noise(Samples, 1e-5, seed: 13)
            .Plus(SyntheticSignal.Modulated(Samples, 0.1, n => (0.05 * n) + (2.5 * Math.Sin(2 * Math.PI * 0.005 * n) / (2 * Math.PI))));
        var (here, there) = (Extract(iq), Extract(iq.Shifted(64.0 / 2048)));
        var shiftHz = SampleRateHz * 64 / 2048;
        foreach (var name in new[] { "spectral_centroid_hz", "peak_frequency_hz", "spectral_rolloff_hz", "frequency_offset_lag1_hz" })
        {
            Assert.Equal(here[name].Require() + shiftHz, there[name].Require(), 25.0);
        }

        Assert.Equal(here["occupied_bandwidth_hz"].Require(), there["occupied_bandwidth_hz"].Require(), 100.0);
        Assert.Equal(here["envelope_mean"].Require(), there["envelope_mean"].Require(), 1e-6);
    }

    [Fact]
    public void A_clean_tone_has_a_constant_envelope_and_one_frequency()
    {
        var features = Extract(SyntheticSignal.Tone(Samples, 0.5, 0.0605));
        Assert.Equal(1, features["signal_present"]);
        Assert.Equal(1, features["power_kurtosis"].Require(), 1e-6);
        Assert.Equal(1, features["envelope_mean"].Require(), 1e-6);
        Assert.Equal(0.0605 * SampleRateHz, features["inst_frequency_mean_hz"].Require(), 1e-3);
        Assert.Equal(0.0605 * SampleRateHz, features["frequency_offset_lag1_hz"].Require(), 1e-3);
        Assert.Equal(2 * 0.0605, features["zero_crossing_rate"].Require(), 1e-3);
        Assert.Null(features["snr_m2m4_db"]);
    }

    [Fact]
    public void Complex_noise_has_a_Rayleigh_envelope()
    {
        var features = Extract(SyntheticSignal.Noise(Samples, 1e-4, seed: 14));
        Assert.Equal(Math.Sqrt(Math.PI) / 2, features["envelope_mean"].Require(), 0.01);
        Assert.Equal(0.5227, features["envelope_std"].Require(), 0.01);
        Assert.Equal(0.6311, features["envelope_skewness"].Require(), 0.06);
        Assert.Equal(2, features["power_kurtosis"].Require(), 0.05);
        Assert.Equal(0.5, features["zero_crossing_rate"].Require(), 0.01);
        Assert.Null(features["snr_db"]);
        Assert.Equal(0, features["occupied_fraction"]);
        Assert.Equal(0, features["confidence_score"]);
    }

    [Fact]
    public void Keying_shows_its_rate_as_a_line_of_the_envelope()
    {
        var iq = SyntheticSignal.Noise(Samples, 1e-5, seed: 15)
            .Plus(SyntheticSignal.Of(Samples, n => ((n / 50 % 2) * 0.3, 0.0)).Shifted(0.0605));
        Assert.Equal(SampleRateHz / 100, Extract(iq)["envelope_line_hz"].Require(), 20.0);
    }

    [Fact]
    public void Clipping_shows_as_samples_at_the_rails()
    {
        var iq = SyntheticSignal.Tone(Samples, 1.5, 0.0605).Select(v => Math.Clamp(v, -1, 1)).ToArray();
        var features = Extract(iq);
        Assert.InRange(features["rail_fraction"].Require(), 0.5, 1);
        Assert.InRange(features["confidence_score"].Require(), 0, 0.5);
    }

    [Fact]
    public void Zeros_are_counted_and_their_products_have_no_phase()
    {
        var tone = SyntheticSignal.Tone(Samples, 0.5, 0.01);
        tone.AsSpan(Samples).Clear();
        var features = Extract(tone);
        Assert.Equal(0.5, features["zero_fraction"].Require(), 1e-4);
        Assert.Equal(0.01 * SampleRateHz, features["inst_frequency_mean_hz"].Require(), 0.1);
    }

    [Fact]
    public void A_step_of_half_a_turn_counts_as_plus_pi()
    {
        var features = Extract(SyntheticSignal.Of(Samples, n => (n % 2 == 0 ? 0.5 : -0.5, 0.0)));
        Assert.Equal(SampleRateHz / 2, features["inst_frequency_mean_hz"].Require(), 1e-6);
        Assert.Equal(0, features["inst_frequency_std_hz"].Require(), 1e-6);
    }

    [Fact]
    public void Samples_only_where_no_segment_looks_leave_the_level_alone()
    {
        // 1,024 samples have segments of 64; the first sample of all lies under the window's zero.
        var iq = new float[2 * 1024];
        iq[0] = 0.7f;
        var features = Extract(iq);
        Assert.Equal(0, features["signal_present"]);
        Assert.NotNull(features["rssi_dbfs"]);
        Assert.NotNull(features["power_kurtosis"]);
        Assert.NotNull(features["zero_crossing_rate"]);
        Assert.Null(features["inst_frequency_mean_hz"]);
        foreach (var name in new[] { "noise_floor_dbfs", "occupied_fraction", "correlation_time_us", "delay_spread_confidence", "confidence_score" })
        {
            Assert.Null(features[name]);
        }
    }

    [Theory]
    [InlineData(1e-15)]
    [InlineData(1e-7)]
    [InlineData(1e8)]
    public void The_level_of_the_samples_neither_overflows_nor_underflows(double scale)
    {
        var iq = SyntheticSignal.Noise(4096, 1e-2, seed: 16).Plus(SyntheticSignal.Tone(4096, 1, 0.0605));
        var (plain, scaled) = (Extract(iq), Extract(iq.Times(scale)));
        foreach (var name in new[] { "snr_db", "power_kurtosis", "envelope_skewness", "spectral_centroid_hz", "correlation_time_us" })
        {
            Assert.Equal(plain[name].Require(), scaled[name].Require(), 1e-3 * Math.Abs(plain[name].Require()));
        }
    }

    [Fact]
    public void The_absolute_level_exists_only_with_a_calibration()
    {
        var iq = SyntheticSignal.Tone(Samples, 0.5, 0.0605);
        Assert.Null(Extract(iq)["rssi_dbm"]);
        Assert.Equal(-6.0206 - 37.5, Extract(iq, new RecordingContext(SampleRateHz, 2, -37.5))["rssi_dbm"].Require(), 1e-4);
    }

    [Fact]
    public void Guard_bins_hide_a_line_at_zero_and_without_them_it_is_the_signal()
    {
        var iq = SyntheticSignal.Noise(Samples, 1e-4, seed: 17).Plus(SyntheticSignal.Of(Samples, _ => (0.1, 0.0)));
        Assert.Equal(0, Extract(iq, new RecordingContext(SampleRateHz, 4, null))["signal_present"]);
        var open = Extract(iq, new RecordingContext(SampleRateHz, 0, null));
        Assert.Equal(1, open["signal_present"]);
        Assert.Equal(0, open["peak_frequency_hz"].Require(), 1.0);
    }

    [Fact]
    public void Nothing_is_allocated_per_chunk_once_warm()
    {
        var iq = SyntheticSignal.Noise(4096, 1e-4, seed: 18).Plus(SyntheticSignal.Tone(4096, 0.05, 0.0605));
        var extractor = _set.CreateExtractor(new RecordingContext(SampleRateHz, 2, null));
        var values = new double[_set.FeatureNames.Count];
        for (var round = 0; round < 3; round++)
        {
            extractor.Extract(iq, values);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 20; round++)
        {
            extractor.Extract(iq, values);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Contexts_and_chunks_without_meaning_are_refused()
    {
        foreach (var context in new RecordingContext[] { new(0, 2, null), new(double.NaN, 2, null), new(1e6, -1, null), new(1e6, 17, null) })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => _set.CreateExtractor(context));
        }

        var extractor = _set.CreateExtractor(new RecordingContext(SampleRateHz, 2, null));
        var values = new double[_set.FeatureNames.Count];
        Assert.Throws<ArgumentException>(() => extractor.Extract(new float[2 * 1023], values));
        Assert.Throws<ArgumentException>(() => extractor.Extract(new float[2049], values));
        Assert.Throws<ArgumentOutOfRangeException>(() => extractor.Extract(new float[2048], new double[42]));
    }

    [Fact]
    public void The_set_is_found_by_name_and_version()
    {
        Assert.Same(FeatureSets.All[0], FeatureSets.Find("rf.iq", 1));
        Assert.Null(FeatureSets.Find("rf.iq", 2));
        Assert.Null(FeatureSets.Find("RF.IQ", 1));
        Assert.Equal(Enum.GetValues<RfIqFeature>().Length, _set.FeatureNames.Distinct(StringComparer.Ordinal).Count());
    }

    private static IReadOnlyDictionary<string, double?> Extract(float[] iq, RecordingContext? context = null)
    {
        var values = new double[_set.FeatureNames.Count];
        _set.CreateExtractor(context ?? new RecordingContext(SampleRateHz, 2, null)).Extract(iq, values);
        return ChunkValues.Named(_set, values);
    }
}
