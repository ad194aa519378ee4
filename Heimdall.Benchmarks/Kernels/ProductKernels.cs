using Heimdall.Extractor.Features;
using Heimdall.Extractor.Features.RfIq;
using Heimdall.Extractor.Signal;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Benchmarks.Kernels;

/// <summary>The one file here that knows Heimdall's kernels by name; all others go through feature sets and recordings.</summary>
internal static class ProductKernels
{
    private const int DcGuardBins = 2;

    /// <summary>The widest vectors in use, in bits, or <c>scalar</c>.</summary>
    public static string Simd => LaneWidth.Widest == 1 ? "scalar" : $"{8 * sizeof(float) * LaneWidth.Widest}";

    [ThreadStatic]
    private static StatisticsPass? _statistics;

    private static readonly FloatSamples _floats = new();

    /// <summary>All statistics of a chunk that need no spectrum.</summary>
    /// <param name="interleaved">I and Q in turn. Shape [2·N].</param>
    /// <param name="sampleRateHz">fs.</param>
    /// <param name="values">One value a feature.</param>
    public static void Statistics(float[] interleaved, double sampleRateHz, Span<double> values)
    {
        var features = new RfIqValues(values);
        var statistics = (_statistics ??= StatisticsPass.Widest()).Measure(interleaved, _floats);
        LevelFeatures.Write(statistics, calibrationOffsetDb: null, features);
        EnvelopeFeatures.Write(statistics, features);
        PhaseStepFeatures.Write(statistics, interleaved.Length / 2, sampleRateHz, features);
    }

    /// <summary>The steps of a chunk's extraction, each as the extractor takes it, and the whole.</summary>
    /// <param name="interleaved">I and Q in turn. Shape [2·N].</param>
    /// <param name="sampleRateHz">fs.</param>
    public static IEnumerable<(string Name, Action Run)> Stages(float[] interleaved, double sampleRateHz)
    {
        var pass = StatisticsPass.Widest();
        var measured = pass.Measure(interleaved, _floats);
        var length = WelchSegments.SamplesFor(interleaved.Length / 2);
        var spectra = SegmentSpectra.Widest(length);
        var (signal, envelope) = (new double[length], new double[length]);
        var spectrum = new ChunkSpectrum(length, SampleForm.Float32, sampleRateHz, DcGuardBins);
        var extractor = new RfIqFeatureSet().CreateExtractor(new RecordingContext(sampleRateHz, DcGuardBins, CalibrationOffsetDb: null));
        var values = new double[(int)RfIqFeature.RssiDbm + 1];
        var power = measured.MeanPower * measured.FullScale * measured.FullScale;
        yield return ("statistics", () => pass.Measure(interleaved, _floats));
        yield return ("transforms, summed", () => spectra.Sum(interleaved, measured.Scale, power, signal, envelope));
        yield return ("spectra", () => spectrum.Estimate(interleaved, _floats, measured));
        yield return ("all features", () => extractor.Extract(interleaved, values));
    }

    /// <summary>The widest transform of this machine.</summary>
    public static ISegmentTransform TransformOf(SegmentBatch batch) => LaneWidth.Widest switch
    {
        16 => new LaneTransform<Lanes512>(batch),
        8 => new LaneTransform<Lanes256>(batch),
        4 => new LaneTransform<Lanes128>(batch),
        _ => new LaneTransform<Lanes1>(batch),
    };
}
