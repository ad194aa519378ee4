using Heimdall.Extractor.Chunks;
using Heimdall.Extractor.Iq;
using Heimdall.Tests.Extractor.Iq;

namespace Heimdall.Tests.Extractor.Chunks;

public sealed class ChunkCutterTests
{
    [Theory]
    [InlineData(200_000, 40_000)]
    [InlineData(11_999, 2400)]
    [InlineData(12_001, 2400)]
    [InlineData(12_002.5, 2400)]
    [InlineData(12_007.5, 2402)]
    [InlineData(5120, 1024)]
    [InlineData(1000, 1024)]
    [InlineData(0.001, 1024)]
    [InlineData(200e6, 40_000_000)]
    public void A_chunk_is_a_fifth_of_a_second_rounded_half_to_even(double sampleRateHz, int samples) =>
        Assert.Equal(samples, ChunkGrid.SamplesPerChunk(sampleRateHz));

    [Theory]
    [InlineData(0)]
    [InlineData(-48000)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(200.001e6)]
    public void Impossible_rates_are_refused(double sampleRateHz) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ChunkGrid.SamplesPerChunk(sampleRateHz));

    [Theory]
    [InlineData(2400, new[] { 2400 }, 0)]
    [InlineData(4800, new[] { 2400, 2400 }, 0)]
    [InlineData(4801, new[] { 2400, 2400 }, 1)]
    [InlineData(5823, new[] { 2400, 2400 }, 1023)]
    [InlineData(5824, new[] { 2400, 2400, 1024 }, 0)]
    [InlineData(7199, new[] { 2400, 2400, 2399 }, 0)]
    [InlineData(1024, new[] { 1024 }, 0)]
    [InlineData(2399, new[] { 2399 }, 0)]
    public async Task Chunks_joined_are_the_whole_and_the_rest_is_counted(int samples, int[] chunkSamples, int dropped)
    {
        var components = IqFiles.Components(samples);
        await using var reader = await OpenAsync(components);
        var cutter = new ChunkCutter(reader, new ChunkPool(2400, 2));
        var joined = new List<float>();
        var counts = new List<int>();
        await foreach (var chunk in cutter.CutAsync(CancellationToken.None))
        {
            using (chunk)
            {
                Assert.Equal(joined.Count / 2, chunk.StartSample);
                joined.AddRange(chunk.Interleaved);
                counts.Add(chunk.Samples);
            }
        }

        Assert.Equal(chunkSamples, counts);
        Assert.Equal(components.Take(joined.Count), joined);
        Assert.Equal(dropped, cutter.SamplesDropped);
        Assert.Equal(samples, reader.SamplesRead);
    }

    [Fact]
    public async Task Cutting_waits_until_a_chunk_comes_back()
    {
        await using var reader = await OpenAsync(IqFiles.Components(10_000));
        await using var chunks = new ChunkCutter(reader, new ChunkPool(2400, 2)).CutAsync(CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await chunks.MoveNextAsync());
        var first = chunks.Current;
        Assert.True(await chunks.MoveNextAsync());
        var third = chunks.MoveNextAsync();
        Assert.False(third.IsCompleted);
        first.Dispose();
        Assert.True(await third);
        Assert.Equal(4800, chunks.Current.StartSample);
    }

    [Fact]
    public async Task Waiting_for_a_chunk_ends_with_cancellation()
    {
        using var cancellation = new CancellationTokenSource();
        await using var reader = await OpenAsync(IqFiles.Components(10_000));
        await using var chunks = new ChunkCutter(reader, new ChunkPool(2400, 1)).CutAsync(cancellation.Token).GetAsyncEnumerator(CancellationToken.None);
        Assert.True(await chunks.MoveNextAsync());
        var second = chunks.MoveNextAsync();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await second);
    }

    [Fact]
    public async Task A_chunk_returned_can_neither_be_read_nor_be_returned_again()
    {
        await using var reader = await OpenAsync(IqFiles.Components(10_000));
        await using var chunks = new ChunkCutter(reader, new ChunkPool(2400, 1)).CutAsync(CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await chunks.MoveNextAsync());
        var chunk = chunks.Current;
        chunk.Dispose();
        chunk.Dispose();
        Assert.Throws<ObjectDisposedException>(() => chunk.Interleaved.Length);
        Assert.True(await chunks.MoveNextAsync());
        var second = chunks.Current;
        var third = chunks.MoveNextAsync();
        Assert.False(third.IsCompleted);
        second.Dispose();
        Assert.True(await third);
    }

    [Fact]
    public async Task Buffers_are_used_again()
    {
        await using var reader = await OpenAsync(IqFiles.Components(100_000));
        var before = GC.GetTotalAllocatedBytes();
        await foreach (var chunk in new ChunkCutter(reader, new ChunkPool(2400, 2)).CutAsync(CancellationToken.None))
        {
            chunk.Dispose();
        }

        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 8 * 100_000 * 4);
    }

    [Fact]
    public void A_pool_holds_what_fits_but_at_least_one()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkPool(1024, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkPool(1023, 1));
        Assert.Equal(4, ChunkPool.Within(4 * 8 * 40_000, 40_000, 16).MostChunks);
        Assert.Equal(16, ChunkPool.Within(1L << 40, 40_000, 16).MostChunks);
        Assert.Equal(1, ChunkPool.Within(1000, 40_000_000, 16).MostChunks);
    }

    [Fact]
    public async Task Bad_data_ends_the_cutting_after_the_good_chunks()
    {
        var components = IqFiles.Components(10_000);
        components[2 * 6000] = float.NaN;
        await using var reader = await OpenAsync(components);
        var good = 0;
        var failure = await Assert.ThrowsAsync<IqDataException>(async () =>
        {
            await foreach (var chunk in new ChunkCutter(reader, new ChunkPool(2400, 1)).CutAsync(CancellationToken.None))
            {
                chunk.Dispose();
                good++;
            }
        });
        Assert.Equal((2, IqDataError.NotFinite), (good, failure.Code));
    }

    private static Task<IqReader> OpenAsync(float[] components) =>
        IqReader.OpenAsync(IqFiles.Source("cf32_le", IqFiles.Raw("cf32_le", components), 12_000), CancellationToken.None);
}
