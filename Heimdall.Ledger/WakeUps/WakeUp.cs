namespace Heimdall.Ledger.WakeUps;

/// <summary>The two streams of jobs: new recordings go before old ones.</summary>
public enum Lane
{
    Live,
    Backfill,
}

/// <summary>
/// A hint that a lane has work. The job's row is the truth: a wake-up may be lost, repeated or late without harm, and whoever gets it
/// claims whatever the rows offer.
/// </summary>
/// <param name="Lane">Where the work is.</param>
/// <param name="JobId">The job that gave rise to the hint.</param>
/// <param name="Traceparent">The W3C trace context that the job belongs to, up to 128 characters.</param>
public sealed record WakeUp(Lane Lane, Guid JobId, string? Traceparent = null);

/// <summary>A delivery that is no wake-up: it is acknowledged once it was told, so that it neither comes again nor disappears.</summary>
/// <param name="Queue">The queue it came from.</param>
/// <param name="Fingerprint">The SHA-256 of its body, 64 lower-case hexadecimal digits: equal bodies, equal fingerprints.</param>
/// <param name="Bytes">The length of its body.</param>
/// <param name="Head">The beginning of its body, up to <see cref="MaxHeadBytes"/>.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Headers">Its headers and properties as text.</param>
public sealed record UndecodableWakeUp(
    string Queue, string Fingerprint, int Bytes, ReadOnlyMemory<byte> Head, string Reason, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Bytes of a body that are told.</summary>
    public const int MaxHeadBytes = 64 * 1024;
}
