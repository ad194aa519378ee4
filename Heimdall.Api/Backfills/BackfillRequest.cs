using Heimdall.Api.Json;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Backfills;
using Heimdall.Ledger.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Backfills;

/// <summary>Which recordings a backfill is over, and how it goes about it.</summary>
/// <param name="FeatureSet">rf.iq by default.</param>
/// <param name="FeatureVersion">The set's current version, which is also the default.</param>
/// <param name="From">Sessions that started at this time or later; all by default.</param>
/// <param name="To">Sessions that started before this time; all by default.</param>
/// <param name="StationId">Sessions that this station took part in; all by default.</param>
/// <param name="BatchSize">Jobs kept ready, 1…1,000; at most twice as many are in flight. 50 by default.</param>
/// <param name="MaxBatches">It stops after so many batches, 1…100,000; 1,000 by default.</param>
/// <param name="DryRun">True: answer with the plan alone, and store nothing.</param>
internal sealed record BackfillRequest(
    string? FeatureSet = null,
    int? FeatureVersion = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    Guid? StationId = null,
    int? BatchSize = null,
    int? MaxBatches = null,
    bool? DryRun = null)
{
    public const int DefaultBatchSize = 50;
    public const int DefaultMaxBatches = 1000;

    private const string TimeRange = "must be between 1970 and 2200";

    public ProblemHttpResult? Check() => new FieldErrors()
        .Require(BatchSize is null or (>= 1 and <= NewBackfill.MaxBatchSize), "batch_size", $"must be from 1 to {NewBackfill.MaxBatchSize}")
        .Require(MaxBatches is null or (>= 1 and <= NewBackfill.MaxMaxBatches), "max_batches", $"must be from 1 to {NewBackfill.MaxMaxBatches}")
        .Require(From is not { } from || IsoTime.IsPlausible(from), "from", TimeRange)
        .Require(To is not { } to || IsoTime.IsPlausible(to), "to", TimeRange)
        .Require(From is null || To is null || From < To, "to", "must be after from")
        .ToProblem();

    public NewBackfill Asked(FeatureSetId set, string requestedBy) =>
        new(set, From, To, StationId, BatchSize ?? DefaultBatchSize, MaxBatches ?? DefaultMaxBatches, requestedBy);
}
