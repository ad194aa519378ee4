using System.Diagnostics;
using Heimdall.Ledger.Jobs;

namespace Heimdall.Extractor.Queue;

/// <summary>How telemetry names the ends of attempts.</summary>
internal static class AttemptEnd
{
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Retry = "retry";
    public const string Released = "released";
    public const string Lost = "lost";

    /// <summary>The names that there are, each with its kinds of error; null where there is none.</summary>
    public static IReadOnlyList<(string Outcome, string? ErrorKind)> All { get; } =
    [
        (Completed, null),
        (Failed, JobErrorKind.Data),
        (Failed, JobErrorKind.Infrastructure),
        (Failed, JobErrorKind.Program),
        (Retry, JobErrorKind.Infrastructure),
        (Retry, JobErrorKind.Program),
        (Released, null),
        (Lost, JobErrorKind.LeaseExpired),
    ];

    public static (string Outcome, string? ErrorKind) Of(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Completed completed => JobErrorKind.Of(completed.Result) is { } kind ? (Failed, kind) : (Completed, null),
        AttemptOutcome.Failed failed => (Failed, failed.ErrorKind),
        AttemptOutcome.Retry { IsLast: true } last => (Failed, last.ErrorKind),
        AttemptOutcome.Retry retry => (Retry, retry.ErrorKind),
        AttemptOutcome.Released => (Released, null),
        AttemptOutcome.Lost => (Lost, JobErrorKind.LeaseExpired),
        _ => throw new UnreachableException($"{outcome.GetType().Name} is no way for an attempt to end."),
    };

    public static string Message(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Failed failed => failed.Message,
        AttemptOutcome.Retry retry => retry.Message,
        AttemptOutcome.Lost => "The lease was lost: nothing was written.",
        _ => "No recording of the session could be extracted.",
    };
}
