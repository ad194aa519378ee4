using Heimdall.AppHost.Demonstration;

namespace Heimdall.Tests.AppHost.Demonstration;

public sealed class VerdictTests
{
    private static readonly Scene Signal = new(SnrDb: 20, OffsetHz: 850, "cf32_le");

    [Fact]
    public void What_is_measured_as_it_is_differs_in_nothing() => Assert.Empty(Differences(Signal, Measured(20.9, 760, 5_200)));

    [Theory]
    [InlineData(21.1, 850, 4_950, "SNR 21.1 dB, not 20.0 ± 1.0")]
    [InlineData(20.0, 1_001, 4_950, "offset 1001 Hz, not 850 ± 150")]
    [InlineData(20.0, 850, 5_500, "bandwidth 5500 Hz, not 4950 ± 495")]
    public void What_differs_is_said_with_both_values(double snrDb, double offsetHz, double bandwidthHz, string difference) =>
        Assert.Equal([difference], Differences(Signal, Measured(snrDb, offsetHz, bandwidthHz)));

    [Fact]
    public void A_feature_that_does_not_exist_differs() => Assert.Equal(4, Differences(Signal, Measured(null, null, null, present: 0)).Count);

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.1, 0)]
    [InlineData(0.5, 1)]
    public void Noise_is_no_signal(double present, int differences) =>
        Assert.Equal(differences, Differences(Signal with { SnrDb = null }, Measured(null, null, null, present)).Count);

    [Fact]
    public void A_corrupt_file_has_its_error_code_and_no_other()
    {
        var corrupt = Signal with { IsCorrupt = true };

        Assert.Empty(Differences(corrupt, Failed("not_finite")));
        Assert.Single(Differences(corrupt, Failed("truncated")));
        Assert.Single(Differences(corrupt, Measured(20, 850, 4_950)));
        Assert.Single(Differences(Signal, Failed("not_finite")));
        Assert.Single(Differences(Signal, null));
    }

    private static IReadOnlyList<string> Differences(Scene scene, ReceiverFeatures? measured) =>
        new Verdict(new Part("Torino", 45, 7, 250, scene), measured).Differences;

    private static ReceiverFeatures Failed(string code) => new(Guid.Empty, "failed", code, "why", Features: null);

    private static ReceiverFeatures Measured(double? snrDb, double? offsetHz, double? bandwidthHz, double present = 1) =>
        new(Guid.Empty, "ok", ErrorCode: null, ErrorMessage: null, new Dictionary<string, Aggregate?>(StringComparer.Ordinal)
        {
            ["signal_present"] = new(present),
            ["snr_db"] = snrDb is null ? null : new(snrDb),
            ["spectral_centroid_hz"] = offsetHz is null ? null : new(offsetHz),
            ["occupied_bandwidth_hz"] = bandwidthHz is null ? null : new(bandwidthHz),
        });
}
