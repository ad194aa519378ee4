namespace Heimdall.Benchmarks.Kernels;

/// <summary>Somebody's way to transform the segments of a batch.</summary>
internal interface ISegmentTransform : IDisposable
{
    /// <summary>Transforms all segments, each forward and on its own; the source stays as it is.</summary>
    void Run();
}

/// <summary>As many segments as Heimdall transforms at a time, of noise.</summary>
/// <param name="SegmentSamples">L.</param>
/// <param name="Interleaved">I and Q in turn, one segment after the other. Shape [2·16·L].</param>
internal sealed record SegmentBatch(int SegmentSamples, float[] Interleaved)
{
    public const int Segments = 16;

    private const int Seed = 5;

    /// <summary>The lengths that Welch's method uses.</summary>
    public static IReadOnlyList<int> Lengths { get; } = [64, 128, 256, 512, 1024, 2048, 4096];

    public int Samples => Segments * SegmentSamples;

    public static SegmentBatch OfNoise(int segmentSamples)
    {
        var random = new Random(Seed);
        var interleaved = new float[2 * Segments * segmentSamples];
        foreach (ref var component in interleaved.AsSpan())
        {
            component = (2 * random.NextSingle()) - 1;
        }

        return new SegmentBatch(segmentSamples, interleaved);
    }
}
