using Heimdall.Ledger.Features;

namespace Heimdall.Ledger.Jobs;

/// <summary>An extraction's result, to be stored with its job's end.</summary>
/// <param name="Job">As it was claimed: only the holder of its lease may write.</param>
/// <param name="Result">Where every receiver failed, the job failed.</param>
/// <param name="StagesMs">Milliseconds by stage of the attempt.</param>
public sealed record Settlement(ClaimedJob Job, ExtractionResult Result, IReadOnlyDictionary<string, double> StagesMs)
{
    /// <summary>Bytes of the chunks' values: what makes a settlement large.</summary>
    public long PayloadBytes { get; } = Result.Receivers.OfType<ReceiverResult.Ok>().Sum(receiver => receiver.Blocks.Sum(block => (long)block.Length));

    internal string Status => Result.AllFailed ? JobStatus.Failed : JobStatus.Completed;

    internal string? ErrorKind => JobErrorKind.Of(Result);

    /// <summary>What a session says of itself where no receiver could be extracted.</summary>
    internal string? ErrorMessage
    {
        get
        {
            var first = Result.Receivers.OfType<ReceiverResult.Failed>().FirstOrDefault();
            return !Result.AllFailed ? null
                : MessageText.Fit(first is null
                    ? "The session has no recordings."
                    : $"None of {Result.Receivers.Count} recordings could be extracted; the first: {first.ErrorMessage}");
        }
    }
}
