namespace Heimdall.Ledger.Backfills;

/// <summary>How much a backfill would have to do.</summary>
/// <param name="Sessions">Recordings that lack the feature set version.</param>
/// <param name="Bytes">Of their measurements, as far as their sizes are known.</param>
public sealed record BackfillPlan(long Sessions, long Measurements, long Bytes, BackfillEstimate Estimate);

/// <summary>How long a backfill takes if the workers that run now give it all slots that backfills may have.</summary>
/// <param name="Seconds">Null where nothing was measured.</param>
/// <param name="LowSeconds">Lower end of the 95 % interval.</param>
/// <param name="HighSeconds">Upper end of the 95 % interval.</param>
/// <param name="MeasuredJobs">Finished jobs that the speed was measured on.</param>
/// <param name="Slots">Slots that the workers that run now have for backfills.</param>
/// <param name="Reason">Why there is no estimate; null where there is one.</param>
public sealed record BackfillEstimate(double? Seconds, double? LowSeconds, double? HighSeconds, long MeasuredJobs, long Slots, string? Reason);
