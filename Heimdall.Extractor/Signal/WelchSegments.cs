using System.Numerics;

namespace Heimdall.Extractor.Signal;

/// <summary>How Welch (1967) cuts a chunk: half-overlapping segments of one length L.</summary>
internal static class WelchSegments
{
    private const int ShortestSegmentSamples = 64;
    private const int LongestSegmentSamples = 4096;

    /// <summary>L for a chunk of N samples: the largest power of two ≤ N/16, within 64…4096.</summary>
    public static int SamplesFor(int chunkSamples) =>
        (int)Math.Clamp(BitOperations.RoundUpToPowerOf2((uint)(chunkSamples / 16) + 1) / 2, ShortestSegmentSamples, LongestSegmentSamples);

    /// <summary>⌊(N−L)/(L/2)⌋ + 1, the segments of a chunk of N samples; 0 where it is shorter than one.</summary>
    public static int Count(int chunkSamples, int segmentSamples) =>
        chunkSamples < segmentSamples ? 0 : ((chunkSamples - segmentSamples) / (segmentSamples / 2)) + 1;

    /// <summary>Those of them that hold anything but zeros.</summary>
    /// <param name="interleaved">I and Q in turn. Shape [2·N].</param>
    public static int CountAudible(ReadOnlySpan<float> interleaved, int segmentSamples)
    {
        var (count, wasAudible) = (0, false);
        for (var half = 0; half <= Count(interleaved.Length / 2, segmentSamples); half++)
        {
            var isAudible = interleaved.Slice(half * segmentSamples, segmentSamples).ContainsAnyExcept(0f);
            count += half > 0 && (isAudible || wasAudible) ? 1 : 0;
            wasAudible = isAudible;
        }

        return count;
    }

    /// <summary>
    /// K_eff = K / (1 + (K−1)/(18·K)): the number of independent averages that K half-overlapped Hann segments are worth (two
    /// neighbours correlate by ρ² = 1/36).
    /// </summary>
    public static double EffectiveAverages(int segments) => segments / (1 + ((segments - 1.0) / segments / 18));
}
