using Heimdall.Ledger.Features;

namespace Heimdall.Api.Features;

/// <summary>
/// Waits for features on behalf of clients, who would ask again and again: one look is a single statement, where a request is a whole one.
/// Looks follow each other quickly at first, as most extractions are short, and less and less often.
/// </summary>
internal sealed class FeatureWait(FeatureStore features, TimeProvider time) : IDisposable
{
    /// <summary>Requests that wait at once; with the pauses it bounds what waiting costs the database. Others are answered at once.</summary>
    private const int MostWaiting = 32;

    /// <summary>Of the time that has been waited already.</summary>
    private const double PauseShare = 1.0 / 16;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _places = new(MostWaiting, MostWaiting);

    /// <returns>The session's features; null where there were none for so long, or too many requests wait.</returns>
    public async Task<SessionFeatures?> FindAsync(Guid sessionId, FeatureSetId set, TimeSpan longest, CancellationToken cancellationToken)
    {
        if (longest <= TimeSpan.Zero || !await _places.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return await features.FindAsync(sessionId, set, cancellationToken);
        }

        try
        {
            return await WaitAsync(sessionId, set, longest, cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task<SessionFeatures?> WaitAsync(Guid sessionId, FeatureSetId set, TimeSpan longest, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var found = await features.FindAsync(sessionId, set, cancellationToken);
            var waited = time.GetElapsedTime(started);
            if (found is not null || waited >= longest)
            {
                return found;
            }

            await Task.Delay(Pause(waited, longest - waited), time, cancellationToken);
        }
    }

    private static TimeSpan Pause(TimeSpan waited, TimeSpan left)
    {
        var pause = waited * PauseShare;
        pause = pause < ShortestPause ? ShortestPause : pause > LongestPause ? LongestPause : pause;
        return pause < left ? pause : left;
    }
}
