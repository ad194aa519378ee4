using Heimdall.Extractor.Features.RfWaterfall;
using Heimdall.Tests.Extractor.Signal;

namespace Heimdall.Tests.Extractor.Features.RfWaterfall;

public sealed class WaterfallPainterTests
{
    [Fact]
    public void Rows_are_consecutive_segments_however_the_recording_is_cut()
    {
        var iq = SyntheticSignal.Noise((37 * 512) + 300, 0.1, seed: 1);
        var exact = RowSpectraTests.ExactRows(iq, 512);
        foreach (var chunkSamples in new[] { 1024, 1025, 2400, 20_000 })
        {
            var canvas = Paint(iq, chunkSamples);

            // What is too short for a chunk at the end is dropped, as rf.iq drops it.
            var left = iq.Length / 2 % chunkSamples;
            var rows = ((iq.Length / 2) - (left < 1024 ? left : 0)) / 512;
            Assert.Equal(rows, canvas.Rows(0).Count);
            for (var row = 0; row < rows; row++)
            {
                Assert.All(Enumerable.Range(0, 512), bin => Assert.Equal(exact[(row * 512) + bin], canvas.Rows(0)[row][bin], 1e-8));
            }
        }
    }

    [Fact]
    public void A_row_is_the_mean_of_the_two_below_it_and_an_odd_one_stands_for_itself()
    {
        // 13 rows: 7, 4, 2 and 1 above them.
        var canvas = Paint(SyntheticSignal.Noise(13 * 512, 0.1, seed: 2), 13 * 512);
        Assert.Equal([13, 7, 4, 2, 1], Enumerable.Range(0, canvas.Levels).Select(level => canvas.Rows(level).Count));
        for (var level = 1; level < canvas.Levels; level++)
        {
            for (var row = 0; row < canvas.Rows(level).Count; row++)
            {
                var below = canvas.Rows(level - 1);
                var (one, other) = (below[2 * row], below[Math.Min((2 * row) + 1, below.Count - 1)]);
                Assert.Equal(Enumerable.Range(0, 512).Select(bin => (0.5f * one[bin]) + (0.5f * other[bin])), canvas.Rows(level)[row]);
            }
        }
    }

    [Fact]
    public void The_mean_and_the_largest_are_over_all_segments()
    {
        var canvas = new Canvas();
        var painter = new WaterfallPainter(canvas);
        var iq = SyntheticSignal.Noise(50 * 512, 0.1, seed: 3);
        painter.Add(0, iq);
        painter.Finish();
        Assert.Equal(50, painter.Rows);
        for (var bin = 0; bin < 512; bin++)
        {
            Assert.Equal(canvas.Rows(0).Average(row => (double)row[bin]), painter.MeanPower(bin), 1e-12);
            Assert.Equal(canvas.Rows(0).Max(row => row[bin]), painter.LargestPower(bin));
        }
    }

    [Fact]
    public void A_chunk_shows_its_own_samples_alone()
    {
        var iq = SyntheticSignal.Noise(3 * 2400, 0.1, seed: 4);
        var canvas = Paint(iq, 2400);
        Assert.Equal([(0L, 2400), (2400L, 2400), (4800L, 2400)], canvas.Chunks.Select(chunk => (chunk.Start, chunk.Samples)));
        foreach (var chunk in canvas.Chunks)
        {
            var own = iq.AsSpan(2 * (int)chunk.Start, 2 * chunk.Samples).ToArray();
            var rows = RowSpectraTests.ExactRows(own, 512);
            Assert.All(Enumerable.Range(0, 512), bin => Assert.Equal(Enumerable.Range(0, 4).Average(row => rows[(row * 512) + bin]), chunk.Powers[bin], 1e-8));
            var amplitudes = Enumerable.Range(0, 2400).Select(n => Math.Sqrt(((double)own[2 * n] * own[2 * n]) + ((double)own[(2 * n) + 1] * own[(2 * n) + 1]))).ToArray();
            for (var part = 0; part < 256; part++)
            {
                var inPart = amplitudes[(part * 2400 / 256)..((part + 1) * 2400 / 256)];
                Assert.Equal((float)inPart.Min(), chunk.EnvelopeMin[part]);
                Assert.Equal((float)inPart.Max(), chunk.EnvelopeMax[part]);
            }

            Assert.Equal(Enumerable.Range(0, 512).Select(k => own[2 * (k * 2400 / 512)]), chunk.I);
            Assert.Equal(Enumerable.Range(0, 512).Select(k => own[(2 * (k * 2400 / 512)) + 1]), chunk.Q);
        }
    }

    private static Canvas Paint(float[] iq, int chunkSamples)
    {
        var canvas = new Canvas();
        var painter = new WaterfallPainter(canvas);
        for (var start = 0; (iq.Length / 2) - start >= 1024; start += chunkSamples)
        {
            painter.Add(start, iq.AsSpan(2 * start, 2 * Math.Min(chunkSamples, (iq.Length / 2) - start)));
        }

        painter.Finish();
        return canvas;
    }

    /// <summary>Keeps what is painted.</summary>
    private sealed class Canvas : IWaterfallCanvas
    {
        private readonly List<List<float[]>> _levels = [];

        public int Levels => _levels.Count;

        public List<(long Start, int Samples, double[] Powers, float[] EnvelopeMin, float[] EnvelopeMax, float[] I, float[] Q)> Chunks { get; } = [];

        public IReadOnlyList<float[]> Rows(int level) => _levels[level];

        public void AddRow(int level, ReadOnlySpan<float> powers)
        {
            if (level == _levels.Count)
            {
                _levels.Add([]);
            }

            _levels[level].Add(powers.ToArray());
        }

        public void AddChunk(ChunkSketch chunk) => Chunks.Add((
            chunk.StartSample, chunk.Samples, chunk.Powers.ToArray(), chunk.EnvelopeMin.ToArray(), chunk.EnvelopeMax.ToArray(), chunk.I.ToArray(), chunk.Q.ToArray()));
    }
}
