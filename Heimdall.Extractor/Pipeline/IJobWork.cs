using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;

namespace Heimdall.Extractor.Pipeline;

/// <summary>What is done for a job: its subject's extraction.</summary>
internal interface IJobWork
{
    /// <summary>Computes the job's result. Data at fault is part of it and no exception.</summary>
    /// <param name="job">What is asked for.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="stages">Told where the time went.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">The object store is at fault.</exception>
    /// <exception cref="Npgsql.NpgsqlException">The database is at fault.</exception>
    Task<ExtractionResult> ExtractAsync(ClaimedJob job, ExtractionProgress progress, StageTimes stages, CancellationToken cancellationToken);
}
