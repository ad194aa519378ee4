using Heimdall.Extractor.Pipeline;
using Heimdall.Ledger.Features;

namespace Heimdall.Tests.Extractor.Pipeline;

public sealed class RecordingExtractionTests
{
    private const long Gibibyte = 1L << 30;
    private const long MostAllocatedBytes = 48L << 20;

    [Fact]
    public async Task A_recording_of_a_gibibyte_is_extracted_in_the_memory_of_a_chunk()
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var result = Assert.IsType<ReceiverResult.Ok>(await ExtractAsync(new SparseStream(Gibibyte), 2_000_000, static _ => { }));

        // All that was ever allocated, not only what was alive at once: it does not grow with the recording.
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.InRange(allocated, 0, MostAllocatedBytes);
        Assert.Equal((Gibibyte, Gibibyte / 8), (result.Facts.IqBytes, result.Facts.Samples));
        Assert.Equal(336, result.Features["signal_present"]?.Count);
    }

    [Fact]
    public async Task Progress_follows_the_bytes_to_the_last_one()
    {
        var reported = new List<long>();
        await ExtractAsync(new SparseStream(1_600_000), 20_000, reported.Add);

        Assert.Equal(reported.Order(), reported);
        Assert.True(reported.Count > 10);
        Assert.Equal(1_600_000, reported[^1]);
    }

    [Fact]
    public async Task A_fault_of_the_store_amid_the_bytes_is_no_fault_of_the_data() =>
        await Assert.ThrowsAsync<IOException>(() => ExtractAsync(new BreakingStream(), 20_000, static _ => { }));

    [Fact]
    public async Task An_extraction_ends_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ExtractAsync(
            new SparseStream(Gibibyte), 2_000_000, bytes => { if (bytes > 1 << 20) { stop.Cancel(); } }, stop.Token));
    }

    private static Task<ReceiverResult> ExtractAsync(Stream bytes, double sampleRateHz, Action<long> onBytesRead, CancellationToken cancellationToken = default)
    {
        var recording = new Recording(
            Guid.NewGuid(), "generated", "cf32_le", sampleRateHz, null, null, DcGuardBins: 2, CalibrationOffsetDb: null, _ => Task.FromResult(bytes));
        var set = Assert.Single(RecordingExtraction.Computes).Id;
        return new RecordingExtraction(TimeProvider.System).ExtractAsync(recording, set, onBytesRead, new StageTimes(TimeProvider.System), cancellationToken);
    }

    private sealed class BreakingStream() : SparseStream(Gibibyte)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < 500_000 ? await base.ReadAsync(buffer, cancellationToken) : throw new IOException("The transfer broke.");
    }
}
