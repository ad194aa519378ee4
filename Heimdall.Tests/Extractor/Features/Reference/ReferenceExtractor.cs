using System.Numerics;
using Heimdall.Extractor.Features;
using Heimdall.Extractor.Features.RfIq;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>
/// The plain float64 form of <c>rf.iq</c> 1, one formula after the other: what the kernels are held against. Nothing of the product's mathematics
/// is in it.
/// </summary>
internal sealed class ReferenceExtractor
{
    private const int FewestSamples = 1024;
    private const int MostDcGuardBins = 16;

    private readonly RecordingContext _context;
    private readonly double _thresholdFactor;
    private readonly GammaQuantiles _gamma = new();

    /// <param name="context">Of the recording.</param>
    /// <param name="thresholdFactor">What the threshold of the signal's bins is multiplied by.</param>
    public ReferenceExtractor(RecordingContext context, double thresholdFactor = 1)
    {
        if (!double.IsFinite(context.SampleRateHz) || context.SampleRateHz <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(context), context.SampleRateHz, "A sample rate is finite and positive.");
        }

        if (context.DcGuardBins is < 0 or > MostDcGuardBins)
        {
            throw new ArgumentOutOfRangeException(nameof(context), context.DcGuardBins, $"0…{MostDcGuardBins} bins are guarded.");
        }

        (_context, _thresholdFactor) = (context, thresholdFactor);
    }

    /// <summary>The spectra of the last chunk that had any.</summary>
    public ChunkSpectrum? Spectrum { get; private set; }

    public void Extract(ReadOnlySpan<float> interleavedIq, Span<double> values)
    {
        var samples = interleavedIq.Length / 2;
        if (interleavedIq.Length % 2 != 0 || samples < FewestSamples)
        {
            throw new ArgumentException($"A chunk has {FewestSamples} samples of I and Q or more.", nameof(interleavedIq));
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, (int)RfIqFeature.RssiDbm + 1, nameof(values));
        var features = new RfIqValues(values) { [RfIqFeature.SignalPresent] = 0 };
        var level = ChunkLevel.Measure(interleavedIq);
        if (level.PeakPower <= 0)
        {
            return;
        }

        LevelFeatures.Write(level, _context.CalibrationOffsetDb, features);
        EnvelopeFeatures.Write(interleavedIq, level, features);
        PhaseStepFeatures.Write(interleavedIq, _context.SampleRateHz, features);

        var complex = new Complex[samples];
        for (var n = 0; n < samples; n++)
        {
            complex[n] = new Complex(interleavedIq[2 * n], interleavedIq[(2 * n) + 1]);
        }

        var spectrum = new ChunkSpectrum(complex, _context.SampleRateHz, _context.DcGuardBins);
        Spectrum = spectrum;
        if (spectrum.StrongestDensity <= 0)
        {
            return;
        }

        var detection = SignalDetector.Detect(spectrum, _gamma, _thresholdFactor);
        NoiseFeatures.Write(spectrum, detection, features);
        SpectrumShapeFeatures.Write(spectrum, detection, features);
        BandwidthFeatures.Write(spectrum, detection, features);
        SnrFeatures.Write(spectrum, detection, complex, features);
        DelayFeatures.Write(spectrum, detection, features);
        EnvelopeLineFeatures.Write(spectrum, _gamma, features);
        ConfidenceFeatures.Write(features);
    }
}
