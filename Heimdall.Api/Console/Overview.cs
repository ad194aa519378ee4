using Heimdall.Api.Tasks;

namespace Heimdall.Api.Console;

/// <summary>What an operator sees at a glance, read at one moment.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Coverage">Of the current version of every feature set.</param>
/// <param name="Backlog">By lane: <c>live</c> and <c>backfill</c>.</param>
/// <param name="Workers">Those that have not said goodbye, at most 100.</param>
/// <param name="Tasks">The latest run of every scheduled task.</param>
/// <param name="OpenAlerts">Alerts that are not over, by severity.</param>
/// <param name="DeadLetters">Messages that were put aside.</param>
/// <param name="Health">What the API stands on, by name: <c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
internal sealed record Overview(
    DateTimeOffset At,
    IReadOnlyList<CoverageOverview> Coverage,
    IReadOnlyDictionary<string, LaneOverview> Backlog,
    IReadOnlyList<WorkerOverview> Workers,
    IReadOnlyList<TaskRunResponse> Tasks,
    IReadOnlyDictionary<string, long> OpenAlerts,
    long DeadLetters,
    IReadOnlyDictionary<string, string> Health);

/// <summary>Every recording is in exactly one of the states.</summary>
/// <param name="Recordings">By state: <c>with</c>, <c>queued</c>, <c>extracting</c>, <c>failed</c>, <c>missing</c>.</param>
internal sealed record CoverageOverview(string FeatureSet, int FeatureVersion, IReadOnlyDictionary<string, long> Recordings);

/// <summary>What waits and runs in a lane.</summary>
/// <param name="OldestQueuedSeconds">How long the oldest job has waited; 0 where none waits.</param>
internal sealed record LaneOverview(long Queued, long Extracting, double OldestQueuedSeconds);

/// <summary>An extractor.</summary>
/// <param name="SilentSeconds">Since it last said that it is alive.</param>
internal sealed record WorkerOverview(string Id, string Host, string Version, int Slots, long Jobs, DateTimeOffset StartedAt, double SilentSeconds);
