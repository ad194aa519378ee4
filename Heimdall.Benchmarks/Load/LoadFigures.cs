namespace Heimdall.Benchmarks.Load;

/// <summary>What the load measured. Everything ran on one machine, the client too.</summary>
/// <param name="Machine">Where.</param>
/// <param name="Shape">What.</param>
/// <param name="Idle">One session at a time.</param>
/// <param name="Loaded">All at once.</param>
internal sealed record LoadFigures(string Machine, LoadShape Shape, IdleFigures Idle, LoadedFigures Loaded);

/// <summary>Latencies of a system that has nothing else to do.</summary>
/// <param name="PickupMs">From the transaction that queued a job to the one that claimed it, by the rows.</param>
/// <param name="SettledMs">From the transaction that queued a job to the one that settled it, by the rows.</param>
/// <param name="CompleteMs">The call of <c>complete</c> alone, by the client.</param>
/// <param name="CompleteToFeaturesMs">From before <c>complete</c> is called to the answer with features, by the client, over HTTP.</param>
internal sealed record IdleFigures(Latencies PickupMs, Latencies SettledMs, Latencies CompleteMs, Latencies CompleteToFeaturesMs);

/// <summary>Rates and latencies of a system that has more to do than it can.</summary>
/// <param name="PrepareRecordingsPerSecond">Sessions' recordings uploaded or referred to, before the end of any.</param>
/// <param name="EnqueuePerSecond">Sessions completed, by the client, while the workers work.</param>
/// <param name="CompletionPerSecond">Sessions extracted, from the first one queued to the last one settled, by the rows.</param>
/// <param name="RecordingsPerSecond">Recordings extracted in the same time.</param>
/// <param name="PickupMs">As <see cref="IdleFigures.PickupMs"/>.</param>
/// <param name="SettledMs">As <see cref="IdleFigures.SettledMs"/>.</param>
/// <param name="Failed">Sessions of which nothing could be extracted.</param>
/// <param name="CpuSeconds">Of each program, from the first completion to the last settlement.</param>
internal sealed record LoadedFigures(
    double PrepareRecordingsPerSecond,
    double EnqueuePerSecond,
    double CompletionPerSecond,
    double RecordingsPerSecond,
    Latencies PickupMs,
    Latencies SettledMs,
    int Failed,
    double Seconds,
    IReadOnlyDictionary<string, double> CpuSeconds);
