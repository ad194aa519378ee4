using Heimdall.Extractor.Signal;

namespace Heimdall.Extractor.Features.RfIq;

/// <summary>The features of one chunk, family by family, each from what those before it found.</summary>
internal sealed class RfIqExtractor : IChunkExtractor
{
    private const int FewestSamples = 1024;
    private const int MostDcGuardBins = 16;

    private readonly RecordingContext _context;
    private readonly StatisticsPass _statistics = StatisticsPass.Widest();
    private readonly GammaQuantiles _gamma = new();
    private readonly Dictionary<int, ChunkSpectrum> _spectra = [];

    public RfIqExtractor(RecordingContext context)
    {
        if (!double.IsFinite(context.SampleRateHz) || context.SampleRateHz <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(context), context.SampleRateHz, "A sample rate is finite and positive.");
        }

        if (context.DcGuardBins is < 0 or > MostDcGuardBins)
        {
            throw new ArgumentOutOfRangeException(nameof(context), context.DcGuardBins, $"0…{MostDcGuardBins} bins are guarded.");
        }

        _context = context;
    }

    /// <inheritdoc/>
    public void Extract(ReadOnlySpan<float> interleavedIq, Span<double> values)
    {
        var samples = interleavedIq.Length / 2;
        if (interleavedIq.Length % 2 != 0 || samples < FewestSamples)
        {
            throw new ArgumentException($"A chunk has {FewestSamples} samples of I and Q or more.", nameof(interleavedIq));
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, (int)RfIqFeature.RssiDbm + 1, nameof(values));
        var features = new RfIqValues(values) { [RfIqFeature.SignalPresent] = 0 };
        var statistics = _statistics.Measure(interleavedIq);
        if (statistics.PeakPower <= 0)
        {
            return;
        }

        LevelFeatures.Write(statistics, _context.CalibrationOffsetDb, features);
        EnvelopeFeatures.Write(statistics, features);
        PhaseStepFeatures.Write(statistics, samples, _context.SampleRateHz, features);

        var spectrum = SpectrumFor(samples);
        spectrum.Estimate(interleavedIq, statistics.Scale, statistics.MeanPower);
        if (spectrum.StrongestDensity <= 0)
        {
            return;
        }

        var detection = SignalDetector.Detect(spectrum, _gamma);
        NoiseFeatures.Write(spectrum, detection, features);
        SpectrumShapeFeatures.Write(spectrum, detection, features);
        BandwidthFeatures.Write(spectrum, detection, features);
        SnrFeatures.Write(spectrum, detection, statistics, samples, features);
        DelayFeatures.Write(spectrum, detection, features);
        EnvelopeLineFeatures.Write(spectrum, statistics.MeanPower, _gamma, features);
        ConfidenceFeatures.Write(statistics.RailFraction, features);
    }

    private ChunkSpectrum SpectrumFor(int samples)
    {
        var segmentSamples = WelchSegments.SamplesFor(samples);
        if (!_spectra.TryGetValue(segmentSamples, out var spectrum))
        {
            spectrum = new ChunkSpectrum(segmentSamples, _context.SampleRateHz, _context.DcGuardBins);
            _spectra.Add(segmentSamples, spectrum);
        }

        return spectrum;
    }
}
