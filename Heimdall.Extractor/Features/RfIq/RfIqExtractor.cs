using Heimdall.Extractor.Signal;

namespace Heimdall.Extractor.Features.RfIq;

/// <summary>The features of one chunk, family by family, each from what those before it found.</summary>
internal sealed class RfIqExtractor : IChunkExtractor
{
    private const int FewestSamples = 1024;
    private const int MostDcGuardBins = 16;

    private readonly RecordingContext _context;
    private readonly Dictionary<SampleForm, StatisticsPass> _statistics = [];
    private readonly GammaQuantiles _gamma = new();
    private readonly Dictionary<(int SegmentSamples, SampleForm Form), ChunkSpectrum> _spectra = [];
    private readonly FloatSamples _floats = new();

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
    public void Extract(WrittenSamples samples, Span<double> values)
    {
        var bytesPerSample = 2 * WrittenSamples.BytesPerComponent(samples.Form);
        if (samples.Bytes.Length % bytesPerSample != 0 || samples.Count < FewestSamples)
        {
            throw new ArgumentException($"A chunk has {FewestSamples} samples of I and Q or more.", nameof(samples));
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, (int)RfIqFeature.RssiDbm + 1, nameof(values));
        _floats.Forget();
        var features = new RfIqValues(values) { [RfIqFeature.SignalPresent] = 0 };
        var statistics = PassFor(samples.Form).Measure(samples, _floats);
        if (statistics.PeakPower <= 0)
        {
            return;
        }

        LevelFeatures.Write(statistics, _context.CalibrationOffsetDb, features);
        EnvelopeFeatures.Write(statistics, features);
        PhaseStepFeatures.Write(statistics, samples.Count, _context.SampleRateHz, features);

        var spectrum = SpectrumFor(samples);
        spectrum.Estimate(samples, _floats, statistics);
        if (spectrum.StrongestDensity <= 0)
        {
            return;
        }

        var detection = SignalDetector.Detect(spectrum, _gamma);
        NoiseFeatures.Write(spectrum, detection, features);
        SpectrumShapeFeatures.Write(spectrum, detection, features);
        BandwidthFeatures.Write(spectrum, detection, features);
        SnrFeatures.Write(spectrum, detection, statistics, samples.Count, features);
        DelayFeatures.Write(spectrum, detection, features);
        EnvelopeLineFeatures.Write(spectrum, statistics.MeanPower, _gamma, features);
        ConfidenceFeatures.Write(statistics.RailFraction, features);
    }

    private StatisticsPass PassFor(SampleForm form)
    {
        if (!_statistics.TryGetValue(form, out var pass))
        {
            pass = StatisticsPass.Widest(form);
            _statistics.Add(form, pass);
        }

        return pass;
    }

    private ChunkSpectrum SpectrumFor(WrittenSamples samples)
    {
        var segmentSamples = WelchSegments.SamplesFor(samples.Count);
        if (!_spectra.TryGetValue((segmentSamples, samples.Form), out var spectrum))
        {
            spectrum = new ChunkSpectrum(segmentSamples, samples.Form, _context.SampleRateHz, _context.DcGuardBins);
            _spectra.Add((segmentSamples, samples.Form), spectrum);
        }

        return spectrum;
    }
}
