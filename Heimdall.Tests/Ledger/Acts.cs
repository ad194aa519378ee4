using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Sessions;
using Heimdall.Ledger.Stations;

namespace Heimdall.Tests.Ledger;

/// <summary>Acts of whom it does not matter.</summary>
internal static class Acts
{
    private const string Actor = "tester";

    public static Task<Station> CreateAsync(this StationStore stations, NewStation station, CancellationToken cancellationToken) =>
        stations.CreateAsync(station, Actor, cancellationToken);

    public static Task<SessionEnding> FailAsync(this SessionStore sessions, Guid id, string reason, CancellationToken cancellationToken) =>
        sessions.FailAsync(id, reason, Actor, cancellationToken);

    public static Task<ExtractionRequestOutcome> RequestAsync(
        this ExtractionRequests requests, Guid sessionId, FeatureSetId set, bool force, string requestedBy, string? traceparent, CancellationToken cancellationToken) =>
        requests.RequestAsync(sessionId, set, force ? "because the test wants it" : null, requestedBy, traceparent, cancellationToken);
}
