using Heimdall.Ledger.Features;

namespace Heimdall.Tests.Ledger.Features;

public sealed class ChunkBlockTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(3000)]
    public void What_is_built_is_what_is_decoded(int chunks)
    {
        var random = new Random(7);
        var rows = Enumerable.Range(0, chunks).Select(_ => Enumerable.Range(0, 3).Select(i => i == 1 ? double.NaN : random.NextDouble() * 1e6).ToArray()).ToList();
        var builder = new ChunkBlockBuilder(features: 3);
        for (var i = 0; i < chunks; i++)
        {
            builder.Add(i * 5_000_000_000L, 1024 + i, rows[i]);
        }

        var blocks = builder.Finish().Select(data => ChunkBlock.Decode(data)).ToList();

        Assert.Equal(chunks, builder.Chunks);
        Assert.Equal((chunks + 1023) / 1024, blocks.Count);
        for (var i = 0; i < chunks; i++)
        {
            var block = blocks[i / 1024];
            Assert.Equal(i * 5_000_000_000L, block.StartSamples[i % 1024]);
            Assert.Equal(1024 + i, block.Samples[i % 1024]);
            Assert.Equal((float)rows[i][0], block[0][i % 1024]);
            Assert.True(float.IsNaN(block[1][i % 1024]));
            Assert.Equal((float)rows[i][2], block[2][i % 1024]);
        }
    }

    [Fact]
    public void Bytes_that_are_no_block_are_refused()
    {
        var good = new ChunkBlockBuilder(features: 1);
        good.Add(0, 1024, [1]);
        var data = good.Finish()[0];
        Assert.Throws<InvalidDataException>(() => ChunkBlock.Decode([]));
        Assert.Throws<InvalidDataException>(() => ChunkBlock.Decode(data.AsSpan(0, data.Length - 1)));
        data[0] = 2;
        Assert.Throws<InvalidDataException>(() => ChunkBlock.Decode(data));
    }
}
