using System.Text.Json;

namespace Heimdall.Ledger.DeadLetters;

/// <summary>A message that nobody could understand.</summary>
/// <param name="Queue">The queue it came from.</param>
/// <param name="Fingerprint">
/// SHA-256 of the whole body in hexadecimal: the same content in the same queue is one row, counted up. <see cref="OfOthers"/> where there was no
/// room for more rows: then the reason, the headers and the length are those of the last of them.
/// </param>
/// <param name="Headers">Its headers and properties, as they could be read.</param>
/// <param name="Body">The beginning of it, up to <see cref="DeadLetterStore.MaxBodyBytes"/>; empty in a list.</param>
/// <param name="BodyBytes">The length of the whole body.</param>
/// <param name="Count">How often it came.</param>
public sealed record DeadLetter(
    Guid Id,
    string Queue,
    string Fingerprint,
    string Reason,
    JsonElement Headers,
    byte[] Body,
    long BodyBytes,
    long Count,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt)
{
    /// <summary>In place of a fingerprint, where a row stands for all messages of its queue that found no room.</summary>
    public const string OfOthers = "others";

    /// <summary>It stands for all messages of its queue that found no room: no body is kept of them.</summary>
    public bool IsOthers => Fingerprint == OfOthers;
}

/// <summary>A message as it came. The fields are those of <see cref="DeadLetter"/>.</summary>
/// <param name="Body">Up to <see cref="DeadLetterStore.MaxBodyBytes"/>; what is longer is cut.</param>
public sealed record NewDeadLetter(
    string Queue, string Fingerprint, string Reason, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, long BodyBytes);
