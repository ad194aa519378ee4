using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Heimdall.Ledger.WakeUps;

/// <summary>A wake-up on the wire: <c>{"v":1,"lane":"live","job_id":"…","traceparent":"…"}</c>, UTF-8, up to 4 KiB.</summary>
public static partial class WakeUpMessage
{
    /// <summary>The longest body that is read.</summary>
    public const int MaxBytes = 4096;

    private const int Version = 1;
    private const int MaxTraceparentLength = 128;

    /// <summary>Writes a body.</summary>
    /// <exception cref="ArgumentException">The trace context is too long.</exception>
    internal static byte[] Encode(WakeUp wakeUp)
    {
        if (wakeUp.Traceparent?.Length > MaxTraceparentLength)
        {
            throw new ArgumentException($"A traceparent has up to {MaxTraceparentLength} characters", nameof(wakeUp));
        }

        return JsonSerializer.SerializeToUtf8Bytes(
            new Body(Version, wakeUp.Lane.Name, wakeUp.JobId, wakeUp.Traceparent), BodyJson.Default.Body);
    }

    /// <summary>Reads a body; false, with the reason, when it is no wake-up. Unknown properties are left to later versions.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> body, [NotNullWhen(true)] out WakeUp? wakeUp, [NotNullWhen(false)] out string? reason)
    {
        (wakeUp, reason) = body.Length switch
        {
            0 => (null, "empty"),
            > MaxBytes => (null, $"longer than {MaxBytes} bytes"),
            _ => Decode(body),
        };
        return wakeUp is not null;
    }

    private static (WakeUp? WakeUp, string? Reason) Decode(ReadOnlySpan<byte> json)
    {
        Body? body;
        try
        {
            body = JsonSerializer.Deserialize(json, BodyJson.Default.Body);
        }
        catch (JsonException e)
        {
            return (null, $"not the JSON of a wake-up: {Plain(e)}");
        }

        return body switch
        {
            null => (null, "not the JSON of a wake-up: null instead of an object"),
            { V: not Version } => (null, $"version {body.V} instead of {Version}"),
            { Traceparent.Length: > MaxTraceparentLength } => (null, $"a traceparent of over {MaxTraceparentLength} characters"),
            _ when Lane.Parse(body.Lane) is { } lane => (new WakeUp(lane, body.JobId, body.Traceparent), null),
            _ => (null, "an unknown lane"),
        };
    }

    /// <summary>For somebody who knows the message and not this program's types.</summary>
    private static string Plain(JsonException e)
    {
        var message = e.Message.Split(" Path: ")[0].Replace(typeof(Body).FullName ?? nameof(Body), "a wake-up", StringComparison.Ordinal);
        return e.BytePositionInLine is { } position ? $"{message.TrimEnd('.')} ({e.Path}, line {e.LineNumber + 1}, byte {position + 1})" : message;
    }

    internal sealed record Body(int V, string Lane, Guid JobId, string? Traceparent = null);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false)]
    [JsonSerializable(typeof(Body))]
    internal sealed partial class BodyJson : JsonSerializerContext;
}
