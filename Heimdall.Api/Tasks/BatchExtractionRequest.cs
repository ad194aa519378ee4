using System.ComponentModel;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Tasks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.Tasks;

/// <summary>How much a batch extraction queues at most.</summary>
/// <param name="BatchSize">Recordings a batch, 1…1,000; 50 by default.</param>
/// <param name="MaxBatches">Batches, 1…1,000; 5 by default.</param>
internal sealed record BatchExtractionRequest(int? BatchSize = null, int? MaxBatches = null)
{
    private const int Most = 1000;

    /// <summary>The body says it, or the query, or the defaults.</summary>
    public static ProblemHttpResult? Merge(BatchExtractionRequest? body, BatchExtractionQuery query, out BatchExtractionParameters parameters)
    {
        var defaults = new BatchExtractionParameters();
        parameters = new BatchExtractionParameters(
            body?.BatchSize ?? query.BatchSize ?? defaults.BatchSize, body?.MaxBatches ?? query.MaxBatches ?? defaults.MaxBatches);
        return new FieldErrors()
            .Require(parameters.BatchSize is >= 1 and <= Most, "batch_size", $"must be from 1 to {Most}")
            .Require(parameters.MaxBatches is >= 1 and <= Most, "max_batches", $"must be from 1 to {Most}")
            .ToProblem();
    }
}

/// <summary>The same in the query.</summary>
internal sealed record BatchExtractionQuery(
    [property: FromQuery(Name = "batch_size"), Description("Recordings a batch, 1…1000; 50 by default.")] int? BatchSize,
    [property: FromQuery(Name = "max_batches"), Description("Batches, 1…1000; 5 by default.")] int? MaxBatches);
