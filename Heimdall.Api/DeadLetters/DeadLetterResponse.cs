using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Heimdall.Ledger.DeadLetters;

namespace Heimdall.Api.DeadLetters;

/// <summary>A message that no worker could understand.</summary>
/// <param name="Fingerprint">SHA-256 of the whole body: the same content in the same queue is one entry, counted up. <c>others</c> where <c>is_others</c>.</param>
/// <param name="IsOthers">
/// True where the entry stands for all messages of its queue that came when 10,000 different ones were kept: <c>count</c> says how many, <c>first_at</c> since
/// when; <c>reason</c>, <c>headers</c> and <c>body_bytes</c> are those of the last one. No body is kept.
/// </param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="BodyBytes">The length of the whole body.</param>
/// <param name="Count">How often it came.</param>
/// <param name="BodyBase64">The body, its first 64 KiB; only where one message is shown.</param>
/// <param name="BodyText">The same as text, where it is text.</param>
internal sealed record DeadLetterResponse(
    Guid Id,
    string Queue,
    string Fingerprint,
    bool IsOthers,
    string Reason,
    JsonElement Headers,
    long BodyBytes,
    long Count,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? BodyBase64,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? BodyText)
{
    public static DeadLetterResponse Of(DeadLetter letter) => new(
        letter.Id,
        letter.Queue,
        letter.Fingerprint,
        letter.IsOthers,
        letter.Reason,
        letter.Headers,
        letter.BodyBytes,
        letter.Count,
        letter.FirstAt,
        letter.LastAt,
        BodyBase64: null,
        BodyText: null);

    public static DeadLetterResponse WithBody(DeadLetter letter) => Of(letter) with
    {
        BodyBase64 = Convert.ToBase64String(letter.Body),
        BodyText = Utf8.IsValid(letter.Body) ? System.Text.Encoding.UTF8.GetString(letter.Body) : null,
    };
}
