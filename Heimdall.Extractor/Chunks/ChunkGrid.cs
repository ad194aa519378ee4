using Heimdall.Extractor.Iq;

namespace Heimdall.Extractor.Chunks;

/// <summary>How a recording is cut: chunks of 200 ms, five of which are a segment of a second.</summary>
internal static class ChunkGrid
{
    /// <summary>What is left at the end is a chunk only if it has as many samples.</summary>
    public const int FewestSamples = 1024;

    public const int ChunksPerSegment = 5;

    public const double ChunkMilliseconds = 200;

    /// <summary>round(0.2·fs) samples, halves to even, never fewer than 1,024.</summary>
    /// <param name="sampleRateHz">fs: finite, positive and at most 200 MHz.</param>
    public static int SamplesPerChunk(double sampleRateHz)
    {
        if (!SampleRate.IsPossible(sampleRateHz))
        {
            throw new ArgumentOutOfRangeException(
                nameof(sampleRateHz), sampleRateHz, $"A sample rate is more than 0 and at most {SampleRate.HighestHz} Hz.");
        }

        return Math.Max((int)Math.Round(sampleRateHz * ChunkMilliseconds / 1000, MidpointRounding.ToEven), FewestSamples);
    }
}
