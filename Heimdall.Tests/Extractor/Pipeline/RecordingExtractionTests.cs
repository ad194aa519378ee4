using Heimdall.Extractor.Pipeline;
using Heimdall.Ledger.Features;

namespace Heimdall.Tests.Extractor.Pipeline;

public sealed class RecordingExtractionTests
{
    private const long Gibibyte = 1L << 30;

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
            new SparseStream(Gibibyte),
            2_000_000,
            bytes =>
            {
                if (bytes > 1 << 20)
                {
                    stop.Cancel();
                }
            },
            stop.Token));
    }

    internal static Task<ReceiverResult> ExtractAsync(
        Stream bytes, double sampleRateHz, Action<long> onBytesRead, CancellationToken cancellationToken = default)
    {
        var recording = new Recording(
            Guid.NewGuid(), "generated", "cf32_le", sampleRateHz, null, null, DcGuardBins: 2, null, (_, _) => Task.FromResult(bytes));
        var set = RecordingExtraction.RfIq.Id;
        return new RecordingExtraction(TimeProvider.System, new ComputingCores(2)).ExtractAsync(
            recording, set, onBytesRead, new StageTimes(TimeProvider.System), cancellationToken);
    }

    private sealed class BreakingStream() : SparseStream(Gibibyte)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < 500_000 ? await base.ReadAsync(buffer, cancellationToken) : throw new IOException("The transfer broke.");
    }
}
