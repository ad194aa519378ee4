using System.Text.Json;
using Heimdall.Api.Tasks;

namespace Heimdall.Api.Console;

/// <summary>What an operator sees at a glance, read at one moment.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Coverage">Of the current version of every feature set.</param>
/// <param name="Backlog">By lane: <c>live</c> and <c>backfill</c>.</param>
/// <param name="Workers">Those that have not said goodbye, at most 100.</param>
/// <param name="Schedules">What is run by the clock, the most frequent first; empty until an extractor has said so.</param>
/// <param name="Tasks">The latest run of every scheduled task.</param>
/// <param name="OpenAlerts">Alerts that are not over, by severity.</param>
/// <param name="DeadLetters">Messages that were put aside.</param>
/// <param name="Health">What the API stands on, by name: <c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
internal sealed record Overview(
    DateTimeOffset At,
    IReadOnlyList<CoverageOverview> Coverage,
    IReadOnlyDictionary<string, LaneOverview> Backlog,
    IReadOnlyList<WorkerOverview> Workers,
    IReadOnlyList<ScheduleOverview> Schedules,
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
/// <param name="JobsPerMinute">Jobs it ended, over the 20 s before it last said so; null until it has.</param>
/// <param name="BytesPerSecond">Bytes of recordings it extracted in that time.</param>
/// <param name="LeaseExpiresAt">When the first of its leases ends unless it is renewed; null where it has none.</param>
/// <param name="Current">What it works on, what it began first first, five at most.</param>
internal sealed record WorkerOverview(
    string Id,
    string Host,
    string Version,
    int Slots,
    long Jobs,
    DateTimeOffset StartedAt,
    double SilentSeconds,
    double? JobsPerMinute,
    double? BytesPerSecond,
    DateTimeOffset? LeaseExpiresAt,
    IReadOnlyList<CurrentJobOverview> Current);

/// <summary>A job that a worker works on.</summary>
/// <param name="Progress">Percent, 0…100.</param>
internal sealed record CurrentJobOverview(Guid JobId, Guid? SessionId, string FeatureSet, int Progress, DateTimeOffset StartedAt);

/// <summary>A task that is run by the clock.</summary>
/// <param name="NextDueAt">When its next slot begins: a multiple of the interval since 1970.</param>
/// <param name="LastRun">Its latest run, by the clock or by request; null before the first.</param>
internal sealed record ScheduleOverview(string Task, double IntervalSeconds, DateTimeOffset NextDueAt, LastRunOverview? LastRun);

/// <summary>How a task went last.</summary>
/// <param name="Status"><c>queued</c>, <c>running</c>, <c>success</c> or <c>error</c>.</param>
/// <param name="Result">What it did, in numbers; null before its end.</param>
internal sealed record LastRunOverview(
    string Status, DateTimeOffset DueAt, DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt, JsonElement? Result, string? Error);
