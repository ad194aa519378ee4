using Heimdall.Ledger.History;

namespace Heimdall.Api.Console;

/// <summary>Reads the history, each window every two seconds at most however many look at it.</summary>
internal sealed class HistoryReader(JobHistory history, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<HistoryWindow, (HistoryResponse Read, long At)> _latest = [];

    public async Task<HistoryResponse> ReadAsync(HistoryWindow window, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_latest.TryGetValue(window, out var latest) || time.GetElapsedTime(latest.At) >= Freshness)
            {
                latest = (HistoryResponse.Of(await history.ReadAsync(window, cancellationToken)), time.GetTimestamp());
                _latest[window] = latest;
            }

            return latest.Read;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
