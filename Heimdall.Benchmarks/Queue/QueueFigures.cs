using System.Globalization;

namespace Heimdall.Benchmarks.Queue;

/// <summary>The figures of the queue.</summary>
/// <param name="Jobs">Jobs that went through.</param>
/// <param name="Slots">Jobs at once.</param>
/// <param name="EnqueuedPerS">Queued by the batch extraction's statement, 1,000 at a time.</param>
/// <param name="ClaimedPerS">Claimed by one caller, a full batch at a time.</param>
/// <param name="SettledPerS">Settled by one caller, a full batch at a time.</param>
/// <param name="JobsPerS">Through claim, work and settlement, by a worker as it runs.</param>
internal sealed record QueueFigures(int Jobs, int Slots, double EnqueuedPerS, double ClaimedPerS, double SettledPerS, double JobsPerS)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Jobs} jobs, {Slots} slots: {JobsPerS:0} jobs/s through claim, work and settlement\nalone: {EnqueuedPerS:0} queued/s, {ClaimedPerS:0} claimed/s, {SettledPerS:0} settled/s");
}

/// <summary>How long a claim takes before and while a snapshot is held, in milliseconds.</summary>
/// <param name="Jobs">Jobs that went through while the snapshot was held: their rows cannot be cleaned away.</param>
/// <param name="Before">Claims on the same database without any of it; at a given rate those of a minute at that rate.</param>
/// <param name="Held">Claims behind all of it; at a given rate those of the last minute.</param>
/// <param name="Minutes">At a given rate the claims of every minute, or none.</param>
internal sealed record SnapshotFigures(int Jobs, bool WithFloors, Latencies Before, Latencies Held, IReadOnlyList<Latencies> Minutes)
{
    /// <summary>How long all of them took at the given rate; 0 without one.</summary>
    public double Seconds { get; init; }

    public double Slowdown => Math.Round(Held.P50 / Before.P50, 2);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"claim p50 {Before.P50:0.00} ms before, {Held.P50:0.00} ms behind {Jobs} dead jobs ({Slowdown:0.00} times); p95 {Before.P95:0.00} and {Held.P95:0.00} ms{EachMinute()}");

    private string EachMinute() =>
        Minutes.Count == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"\nin {Seconds:0} s, {Jobs / Seconds:0.0} a second; p50 of each minute: {string.Join(' ', Minutes.Select(minute => minute.P50.ToString("0.00", CultureInfo.InvariantCulture)))} ms");
}
