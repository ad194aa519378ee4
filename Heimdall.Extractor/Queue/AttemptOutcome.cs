using Heimdall.Ledger.Features;

namespace Heimdall.Extractor.Queue;

/// <summary>How an attempt at a job ended: exactly one of these.</summary>
internal abstract record AttemptOutcome
{
    private AttemptOutcome()
    {
    }

    /// <summary>Every recording has its result; where all data was at fault, the job fails with it.</summary>
    /// <param name="StagesMs">Milliseconds by stage.</param>
    public sealed record Completed(ExtractionResult Result, IReadOnlyDictionary<string, double> StagesMs) : AttemptOutcome;

    /// <summary>The world was at fault, or something that nobody foresaw: that may have been the world, too.</summary>
    /// <param name="ErrorKind">One of <see cref="Ledger.Jobs.JobErrorKind"/>.</param>
    /// <param name="IsLast">Set once it is written: true where no attempt is left and the job failed.</param>
    public sealed record Retry(string ErrorKind, string Message, bool IsLast = false) : AttemptOutcome;

    /// <summary>What it wrote was refused: trying again would do the same.</summary>
    /// <param name="ErrorKind">One of <see cref="Ledger.Jobs.JobErrorKind"/>.</param>
    public sealed record Failed(string ErrorKind, string Message) : AttemptOutcome;

    /// <summary>The worker shuts down: the job is given back.</summary>
    public sealed record Released : AttemptOutcome;

    /// <summary>The lease is lost: there is nothing that this worker may write.</summary>
    public sealed record Lost : AttemptOutcome;
}
