using Heimdall.Extractor.Features;
using Heimdall.Extractor.Features.RfIq;
using Heimdall.Extractor.Signal.Lanes;
using Heimdall.Tests.Extractor.Features.Reference;
using Xunit.Abstractions;

namespace Heimdall.Tests.Extractor.Features;

/// <summary>The kernels, as this machine runs them, against the plain float64 form.</summary>
public sealed class RfIqRandomChunkTests(ITestOutputHelper output)
{
    private const double SampleRateHz = 200_000;
    private static readonly RfIqFeatureSet _set = new();

    /// <summary>Without vectors the plain form alone would take a quarter of an hour for all of them.</summary>
    private static readonly int Chunks = LaneWidth.Widest == 1 ? 1_000 : 10_000;

    [Fact]
    public void Random_chunks_equal_the_plain_form()
    {
        var first = Environment.GetEnvironmentVariable("HEIMDALL_SEED") is { Length: > 0 } given ? int.Parse(given) : 1;
        output.WriteLine($"Seeds {first}…{first + Chunks - 1}; HEIMDALL_SEED sets the first.");
        var differences = ParallelEnumerable.Range(0, 8).AsUnordered().SelectMany(part => DifferencesOf(first + part, 8, Chunks / 8)).ToList();
        Assert.Empty(differences);
    }

    private static List<string> DifferencesOf(int first, int step, int count)
    {
        var context = new RecordingContext(SampleRateHz, 2, null);
        var reference = new ReferenceExtractor(context);
        var extractor = _set.CreateExtractor(context);
        var (wanted, got) = (new double[_set.FeatureNames.Count], new double[_set.FeatureNames.Count]);
        var differences = new List<string>();
        for (var seed = first; seed < first + (step * count); seed += step)
        {
            var iq = RandomChunks.Of(seed);
            reference.Extract(iq, wanted);
            extractor.Extract(iq, got);
            differences.AddRange(new FeatureTolerances(SampleRateHz, iq.Length / 2, 2)
                .Differences(ChunkValues.Named(_set, wanted), ChunkValues.Named(_set, got))
                .Where(difference => !IsEitherChoice(difference, reference) && !IsRounding(difference, wanted))
                .Select(difference => $"seed {seed}: {difference}"));
        }

        return differences;
    }

    /// <summary>Where the runner-up is as strong as the largest bin, either may be called the peak, or the line.</summary>
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

    /// <summary>A mean that is 0 but for the rounding of float64 depends on the order in which it is added.</summary>
    private static bool IsRounding(string difference, double[] wanted) =>
        difference.StartsWith("dc_offset_db is", StringComparison.Ordinal) && wanted[(int)RfIqFeature.DcOffsetDb] < -250;

    private static List<double> Lines(Reference.ChunkSpectrum spectrum)
    {
        var h = spectrum.EnvelopeDensity.ToArray();
        return [.. Enumerable.Range(3, h.Length - 4).Where(k => h[k] > h[k - 1] && h[k] >= h[k + 1]).Select(k => h[k])];
    }
}
