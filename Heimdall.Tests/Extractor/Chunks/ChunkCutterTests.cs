using System.Runtime.InteropServices;
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
        var cutter = new ChunkCutter(reader, new ChunkPool(2400, 2, new IdleBuffers(1 << 20)));
        var joined = new List<float>();
        var counts = new List<int>();
        while (await cutter.CutAsync(CancellationToken.None) is { } chunk)
        {
            using (chunk)
            {
                Assert.Equal(joined.Count / 2, chunk.StartSample);
                joined.AddRange(MemoryMarshal.Cast<byte, float>(chunk.Written.Bytes));
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
        var cutter = new ChunkCutter(reader, new ChunkPool(2400, 2, new IdleBuffers(1 << 20)));
        var first = await CutAsync(cutter);
        _ = await CutAsync(cutter);
        var third = CutAsync(cutter);
        Assert.False(third.IsCompleted);
        first.Dispose();
        Assert.Equal(4800, (await third).StartSample);
    }

    [Fact]
    public async Task Waiting_for_a_chunk_ends_with_cancellation()
    {
        using var cancellation = new CancellationTokenSource();
        await using var reader = await OpenAsync(IqFiles.Components(10_000));
        var cutter = new ChunkCutter(reader, new ChunkPool(2400, 1, new IdleBuffers(1 << 20)));
        _ = await CutAsync(cutter);
        var second = cutter.CutAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await second);
    }

    [Fact]
    public async Task A_chunk_returned_can_neither_be_read_nor_be_returned_again()
    {
        await using var reader = await OpenAsync(IqFiles.Components(10_000));
        var cutter = new ChunkCutter(reader, new ChunkPool(2400, 1, new IdleBuffers(1 << 20)));
        var chunk = await CutAsync(cutter);
        chunk.Dispose();
        chunk.Dispose();
        Assert.Throws<ObjectDisposedException>(() => chunk.Written.Count);
        var second = await CutAsync(cutter);
        var third = CutAsync(cutter);
        Assert.False(third.IsCompleted);
        second.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public void A_pool_holds_what_fits_but_at_least_one()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkPool(1024, 0, new IdleBuffers(1 << 20)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkPool(1023, 1, new IdleBuffers(1 << 20)));
        Assert.Equal(4, ChunkPool.Within(4 * 8 * 40_000, 40_000, 16, new IdleBuffers(0)).MostChunks);
        Assert.Equal(16, ChunkPool.Within(1L << 40, 40_000, 16, new IdleBuffers(0)).MostChunks);
        Assert.Equal(1, ChunkPool.Within(1000, 40_000_000, 16, new IdleBuffers(0)).MostChunks);
    }

    [Fact]
    public async Task Bad_data_ends_the_cutting_after_the_good_chunks()
    {
        var components = IqFiles.Components(10_000);
        components[2 * 6000] = float.NaN;
        await using var reader = await OpenAsync(components);
        var cutter = new ChunkCutter(reader, new ChunkPool(2400, 1, new IdleBuffers(1 << 20)));
        var good = 0;
        var failure = await Assert.ThrowsAsync<IqDataException>(async () =>
        {
            while (await cutter.CutAsync(CancellationToken.None) is { } chunk)
            {
                chunk.Dispose();
                good++;
            }
        });
        Assert.Equal((2, IqDataError.NotFinite), (good, failure.Code));
    }

    private static async Task<IqChunk> CutAsync(ChunkCutter cutter) =>
        await cutter.CutAsync(CancellationToken.None) ?? throw new InvalidOperationException("There is no further chunk.");

    private static Task<IqReader> OpenAsync(float[] components) =>
        IqReader.OpenAsync(IqFiles.Source("cf32_le", IqFiles.Raw("cf32_le", components), 12_000), CancellationToken.None);
}
