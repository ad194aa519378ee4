using Heimdall.Extractor.Features;
using Heimdall.Extractor.Features.RfIq;
using Heimdall.Extractor.Signal.Lanes;
using Heimdall.Tests.Extractor.Features.Reference;
using Xunit.Abstractions;

namespace Heimdall.Tests.Extractor.Features;

/// <summary>The kernels, as this machine runs them, against the plain float64 form.</summary>
public sealed class RfIqRandomChunkTests(ITestOutputHelper output)
{
    private const int Parts = 8;
    private const int ChunksPerContext = 20;

    /// <summary>
    /// Below the strongest value by this much, a power is the rounding of float64 and no more: that is (2^−53)² = 1.2e-32 times some log₂L
    /// of each value added, and to be seen by 0.02 dB in what is 10^5 as strong.
    /// </summary>
    private const double Rounding = 1e-26;

    /// <summary>
    /// The kernels' densities are float32: a bin that lies this close to the threshold may be called the signal's, or not, and everything
    /// that is said of the signal follows from that.
    /// </summary>
    private const double AtThreshold = 1e-5;

    private static readonly RfIqFeatureSet _set = new();

    /// <summary>Rates and guards of the receivers that there are, by turns: 11 and 5 have no common factor.</summary>
    private static readonly RecordingContext[] _contexts =
    [
        .. Enumerable.Range(0, 55).Select(n => new RecordingContext(
            ((double[])[200_000, 12_000, 8000, 11_998.84, 48_000, 2_400_000, 192_000, 20_250, 96_000, 1, 61_440_000])[n % 11],
            ((int[])[2, 0, 1, 5, 16])[n % 5],
            null)),
    ];

    /// <summary>Without vectors the plain form alone would take a quarter of an hour for all of them.</summary>
    private static readonly int Chunks = LaneWidth.Widest == 1 ? 1_000 : 10_000;

    [Fact]
    public void Random_chunks_equal_the_plain_form()
    {
        var first = Environment.GetEnvironmentVariable("HEIMDALL_SEED") is { Length: > 0 } given ? int.Parse(given) : 1;
        output.WriteLine($"Seeds {first}…{first + Chunks - 1}; HEIMDALL_SEED sets the first.");
        var differences = ParallelEnumerable.Range(0, Parts).AsUnordered().SelectMany(part => DifferencesOf(first + part, Parts, Chunks / Parts)).ToList();
        differences.ForEach(output.WriteLine);
        Assert.Empty(differences);
    }

    private static List<string> DifferencesOf(int first, int step, int count)
    {
        var (wanted, got) = (new double[_set.FeatureNames.Count], new double[_set.FeatureNames.Count]);
        var differences = new List<string>();
        var (context, reference, extractor) = Extractors(ContextOf(first));
        for (var (seed, done) = (first, 0); done < count; seed += step, done++)
        {
            if (ContextOf(seed) != context)
            {
                (context, reference, extractor) = Extractors(ContextOf(seed));
            }

            var iq = RandomChunks.Of(seed);
            reference.Extract(iq, wanted);
            extractor.Extract(iq, got);
            var found = Compare(context, iq, reference, wanted, got);
            if (found.Count > 0 && !IsEitherSideOfTheThreshold(context, iq, got))
            {
                differences.AddRange(found.Select(difference => $"seed {seed}: {difference}"));
            }
        }

        return differences;
    }

    private static List<string> Compare(RecordingContext context, float[] iq, ReferenceExtractor reference, double[] wanted, double[] got) =>
    [
        .. new FeatureTolerances(context.SampleRateHz, iq.Length / 2, context.DcGuardBins)
            .Differences(ChunkValues.Named(_set, wanted), ChunkValues.Named(_set, got))
            .Where(difference => !IsEitherChoice(difference, reference) && !IsRounding(difference, wanted, reference)),
    ];

    /// <summary>All of the chunk's values are those of the plain form with the threshold a little lower, or all with one a little higher.</summary>
    private static bool IsEitherSideOfTheThreshold(RecordingContext context, float[] iq, double[] got)
    {
        var wanted = new double[got.Length];
        return new[] { 1 - AtThreshold, 1 + AtThreshold }.Any(factor =>
        {
            var reference = new ReferenceExtractor(context, factor);
            reference.Extract(iq, wanted);
            return Compare(context, iq, reference, wanted, got).Count == 0;
        });
    }

    /// <summary>The seed alone decides it, so that a chunk that failed can be had again with HEIMDALL_SEED.</summary>
    private static RecordingContext ContextOf(int seed) =>
        _contexts[((seed % Parts) + (seed / (Parts * ChunksPerContext) * Parts)) % _contexts.Length];

    private static (RecordingContext Context, ReferenceExtractor Reference, IChunkExtractor Extractor) Extractors(RecordingContext context) =>
        (context, new ReferenceExtractor(context), _set.CreateExtractor(context));

    /// <summary>The table of tolerances: where the runner-up is within 0.02 dB of the largest bin, either may be called the peak, or the line.</summary>
    private static bool IsEitherChoice(string difference, ReferenceExtractor reference)
    {
        if (reference.Spectrum is not { } spectrum)
        {
            return false;
        }

        var isPeak = difference.StartsWith("peak_frequency_hz is", StringComparison.Ordinal);
        var isLine = difference.StartsWith("envelope_line_", StringComparison.Ordinal);
        var candidates = isPeak ? [.. spectrum.InnerBins.Select(bin => spectrum.Density[bin])] : isLine ? Lines(spectrum) : new List<double>();
        return candidates.Count(density => density >= candidates.Max() * Math.Pow(10, -0.002)) > 1;
    }

    /// <summary>
    /// What has no value but for the rounding of float64, and so depends on the order in which it is added: a mean 25 orders of magnitude below
    /// the power; how far an envelope's line stands above bins that hold nothing; and whether the bins of a windowed constant, which
    /// are all 0 but three, are exactly 0 (then it has no flatness and no entropy) or 1e-33 of the strongest (then they are next to 0).
    /// </summary>
    private static bool IsRounding(string difference, double[] wanted, ReferenceExtractor reference)
    {
        if (difference.StartsWith("dc_offset_db is", StringComparison.Ordinal))
        {
            return wanted[(int)RfIqFeature.DcOffsetDb] < -250;
        }

        if (difference.StartsWith("envelope_line_db is", StringComparison.Ordinal))
        {
            return wanted[(int)RfIqFeature.EnvelopeLineDb] > -10 * Math.Log10(Rounding);
        }

        return (difference.StartsWith("spectral_flatness is", StringComparison.Ordinal)
                || difference.StartsWith("spectral_entropy is", StringComparison.Ordinal))
            && difference.Contains("null", StringComparison.Ordinal)
            && reference.Spectrum is { } spectrum
            && spectrum.InnerBins.Min(bin => spectrum.Density[bin]) <= Rounding * spectrum.StrongestDensity;
    }

    private static List<double> Lines(Reference.ChunkSpectrum spectrum)
    {
        var h = spectrum.EnvelopeDensity.ToArray();
        return [.. Enumerable.Range(3, h.Length - 4).Where(k => h[k] > h[k - 1] && h[k] >= h[k + 1]).Select(k => h[k])];
    }
}
