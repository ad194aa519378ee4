using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;

namespace Heimdall.Api.Features;

/// <summary>
/// Waits for features on behalf of clients, who would ask again and again, for as long as there is a job to wait for. It is told of them when
/// they are stored, and looks now and then all the same: what is told may be lost.
/// </summary>
internal sealed class FeatureWait(FeatureStore features, JobStore jobs, FeatureArrivals arrivals, TimeProvider time) : IDisposable
{
    /// <summary>Requests that wait at once; with the pauses it bounds what waiting costs the database. Others are answered at once.</summary>
    private const int MostWaiting = 32;

    /// <summary>Of the time that has been waited already.</summary>
    private const double PauseShare = 1.0 / 4;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _places = new(MostWaiting, MostWaiting);

    /// <returns>The session's features; null where there were none for so long, where their job ended without any, or where too many requests wait.</returns>
    public async Task<FoundFeatures?> FindAsync(Guid sessionId, FeatureSetId set, TimeSpan longest, CancellationToken cancellationToken)
    {
        if (longest <= TimeSpan.Zero || !await _places.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return await features.FindAllAsync(sessionId, set, cancellationToken);
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

    private async Task<FoundFeatures?> WaitAsync(Guid sessionId, FeatureSetId set, TimeSpan longest, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var expected = arrivals.Expect(sessionId);
        var asksForEndAfter = ShortestPause;
        var isTold = false;
        while (true)
        {
            var found = await features.FindAllAsync(sessionId, set, cancellationToken);
            var waited = time.GetElapsedTime(started);
            if (found is not null || waited >= longest)
            {
                return found;
            }

            // Not at every look: most jobs bring features, and a look would cost half as much again.
            if (isTold || waited >= asksForEndAfter)
            {
                if (await jobs.HasEndedAsync(sessionId, set, cancellationToken))
                {
                    // Once more: it may have ended with features after they were looked for.
                    return await features.FindAllAsync(sessionId, set, cancellationToken);
                }

                asksForEndAfter = waited + LongestPause;
            }

            isTold = await expected.WaitAsync(Pause(waited, longest - waited), cancellationToken);
        }
    }

    private static TimeSpan Pause(TimeSpan waited, TimeSpan left)
    {
        var pause = waited * PauseShare;
        pause = pause < ShortestPause ? ShortestPause : pause > LongestPause ? LongestPause : pause;
        return pause < left ? pause : left;
    }
}
