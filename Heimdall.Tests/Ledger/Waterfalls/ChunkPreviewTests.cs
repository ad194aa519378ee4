using Heimdall.Ledger.Waterfalls;

namespace Heimdall.Tests.Ledger.Waterfalls;

public sealed class ChunkPreviewTests
{
    [Theory]
    [InlineData(1e-7)]
    [InlineData(0.3)]
    [InlineData(4e9)]
    public void What_is_written_is_read_back_to_a_part_in_65534_of_the_largest(double scale)
    {
        var random = new Random(1);
        float[] Values(int count, double least) => [.. Enumerable.Range(0, count).Select(_ => (float)(scale * ((random.NextDouble() * (1 - least)) + least)))];
        var (min, max, i, q) = (Values(256, 0), Values(256, 0), Values(512, -1), Values(512, -1));
        max[17] = (float)(1.5 * scale);
        var densities = Enumerable.Range(0, 512).Select(bin => Math.Pow(10, -bin / 30.0)).ToArray();
        var bytes = new byte[ChunkPreview.Bytes];

        ChunkPreview.Write(48_000, 2400, densities, new ChunkPreview.Amplitudes(min, max, i, q), bytes);
        var read = ChunkPreview.Read(bytes);

        Assert.Equal((48_000, 2400), (read.StartSample, read.Samples));
        Assert.All(Enumerable.Range(0, 512), bin => Assert.Equal(-bin / 3.0, read.PsdDb[bin], 0.0051));
        foreach (var (wanted, got) in new[] { (min, read.EnvelopeMin), (max, read.EnvelopeMax), (i, read.I), (q, read.Q) })
        {
            Assert.Equal(wanted.Length, got.Length);
            Assert.All(Enumerable.Range(0, wanted.Length), n => Assert.Equal(wanted[n], got[n], 1.5 * scale / 65_500));
        }
    }

    [Fact]
    public void Silence_is_read_back_as_silence()
    {
        var bytes = new byte[ChunkPreview.Bytes];
        ChunkPreview.Write(0, 1024, new double[512], new ChunkPreview.Amplitudes(new float[256], new float[256], new float[512], new float[512]), bytes);
        var read = ChunkPreview.Read(bytes);
        Assert.All(read.PsdDb, density => Assert.Equal(WaterfallFormat.NoDensityDb, density));
        Assert.All([.. read.EnvelopeMin, .. read.EnvelopeMax, .. read.I, .. read.Q], value => Assert.Equal(0, value));
    }
}
