using Heimdall.Ledger.History;

namespace Heimdall.Api.Console;

/// <summary>Reads the history, each window of each feature set every two seconds at most however many look at it.</summary>
internal sealed class HistoryReader(JobHistory history, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<(HistoryWindow Window, string? FeatureSet), (HistoryResponse Read, long At)> _latest = [];

    /// <param name="window">How far back.</param>
    /// <param name="featureSet">A registered one: what was read is kept by its name. Null for all.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task<HistoryResponse> ReadAsync(HistoryWindow window, string? featureSet, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_latest.TryGetValue((window, featureSet), out var latest) || time.GetElapsedTime(latest.At) >= Freshness)
            {
                latest = (HistoryResponse.Of(featureSet, await history.ReadAsync(window, featureSet, cancellationToken)), time.GetTimestamp());
                _latest[(window, featureSet)] = latest;
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
