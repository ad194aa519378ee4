using System.Globalization;

namespace Heimdall.AppHost.Demonstration;

/// <summary>One station's truth beside what was measured.</summary>
/// <param name="Part">The station and its truth.</param>
/// <param name="Measured">What Heimdall says; null when it says nothing.</param>
internal sealed record Verdict(Part Part, ReceiverFeatures? Measured)
{
    // The estimators spread over the ten chunks of a recording; the signal's edges are as sharp as the sweep allows.
    internal const double SnrToleranceDb = 1.0;
    internal const double OffsetToleranceHz = 150;
    internal const double BandwidthTolerance = 0.10;

    public const string CorruptionCode = "not_finite";

    /// <summary>What differs from the truth; empty when nothing does.</summary>
    public IReadOnlyList<string> Differences { get; } = [.. Compare(Part.Scene, Measured)];

    private static IEnumerable<string> Compare(Scene scene, ReceiverFeatures? measured)
    {
        if (measured is null)
        {
            return ["no result"];
        }

        if (scene.IsCorrupt)
        {
            return measured.ErrorCode == CorruptionCode ? [] : [$"error code {measured.ErrorCode ?? "none"}, not {CorruptionCode}"];
        }

        if (measured.Status != "ok")
        {
            return [$"{measured.ErrorCode}: {measured.ErrorMessage}"];
        }

        return scene.SnrDb is { } snrDb ? CompareSignal(scene, snrDb, measured) : CompareNoise(measured);
    }

    private static IEnumerable<string> CompareNoise(ReceiverFeatures measured)
    {
        if (measured.Mean("signal_present") is not < 0.5)
        {
            yield return "a signal where there is only noise";
        }
    }

    private static IEnumerable<string> CompareSignal(Scene scene, double snrDb, ReceiverFeatures measured)
    {
        if (measured.Mean("signal_present") is not > 0.5)
        {
            yield return "no signal where there is one";
        }

        if (!IsWithin(measured.Mean("snr_db"), snrDb, SnrToleranceDb))
        {
            yield return Text($"SNR {measured.Mean("snr_db"):0.0} dB, not {snrDb:0.0} ± {SnrToleranceDb:0.0}");
        }

        if (!IsWithin(measured.Mean("spectral_centroid_hz"), scene.OffsetHz, OffsetToleranceHz))
        {
            yield return Text($"offset {measured.Mean("spectral_centroid_hz"):0} Hz, not {scene.OffsetHz:0} ± {OffsetToleranceHz:0}");
        }

        const double bandwidth = SyntheticRecording.OccupiedBandwidthHz;
        if (!IsWithin(measured.Mean("occupied_bandwidth_hz"), bandwidth, bandwidth * BandwidthTolerance))
        {
            yield return Text($"bandwidth {measured.Mean("occupied_bandwidth_hz"):0} Hz, not {bandwidth:0} ± {bandwidth * BandwidthTolerance:0}");
        }
    }

    private static bool IsWithin(double? value, double expected, double tolerance) => value is { } v && Math.Abs(v - expected) <= tolerance;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
