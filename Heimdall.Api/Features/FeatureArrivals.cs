using Heimdall.Api.Hosting;
using Heimdall.Ledger.Features;
using Npgsql;

namespace Heimdall.Api.Features;

/// <summary>
/// Hears of the features that are stored, or will not come, and wakes the requests that wait for them. Nobody relies on it: what is not heard is
/// found by a look.
/// </summary>
internal sealed partial class FeatureArrivals(
    FeatureNotifications notifications, SchemaStart schema, TimeProvider time, ILogger<FeatureArrivals> logger) : BackgroundService
{
    private static readonly TimeSpan ListenDuration = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly HashSet<Expectation> _expected = [];
    private bool _isFailing;

    /// <summary>Begins to hear of a session's features. What came before is not told: look after this call, and not before.</summary>
    public Expectation Expect(Guid sessionId)
    {
        var expectation = new Expectation(this, sessionId);
        lock (_gate)
        {
            _expected.Add(expectation);
        }

        return expectation;
    }

    /// <summary>Listens for some minutes.</summary>
    public Task RunOnceAsync(CancellationToken cancellationToken) => notifications.ListenAsync(ListenDuration, Wake, cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!schema.IsReady || !await SucceedsAsync(stoppingToken))
            {
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task<bool> SucceedsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunOnceAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException fault) when (!cancellationToken.IsCancellationRequested)
        {
            // Told once: the health says how long it goes on.
            if (!_isFailing)
            {
                LogNotHeard(fault.Message);
            }

            _isFailing = true;
            return false;
        }
    }

    private void Wake(IReadOnlyList<Guid>? sessions)
    {
        _isFailing = false;
        lock (_gate)
        {
            foreach (var expectation in _expected.Where(expectation => sessions?.Contains(expectation.SessionId) ?? true))
            {
                expectation.Arrived();
            }
        }
    }

    private void Forget(Expectation expectation)
    {
        lock (_gate)
        {
            _expected.Remove(expectation);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Stored features are not heard of; who waits for some looks for them meanwhile: {Reason}")]
    private partial void LogNotHeard(string reason);

    /// <summary>One request's interest in one session, until it is disposed of.</summary>
    internal sealed class Expectation(FeatureArrivals arrivals, Guid sessionId) : IDisposable
    {
        private readonly SemaphoreSlim _arrival = new(0);

        public Guid SessionId { get; } = sessionId;

        /// <returns>True as soon as features of the session have come since this was created, once for each time; false after <paramref name="longest"/>.</returns>
        public Task<bool> WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => _arrival.WaitAsync(longest, cancellationToken);

        public void Arrived() => _arrival.Release();

        public void Dispose()
        {
            arrivals.Forget(this);
            _arrival.Dispose();
        }
    }
}
