using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Heimdall.Api.Json;

/// <summary>A time as callers write it: ISO 8601; without an offset it is UTC, never the server's local time.</summary>
internal readonly record struct IsoTime(DateTimeOffset Utc) : IParsable<IsoTime>
{
    public const string Expected = "a time in ISO 8601 such as 2026-08-01T12:00:00Z";

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyyMMdd'T'HHmmss.FFFFFFFK"];

    private static readonly DateTimeOffset Earliest = new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>True for a time at which somebody could have recorded: between 1970 and 2200.</summary>
    public static bool IsPlausible(DateTimeOffset time) => time >= Earliest && time < Latest;

    public static IsoTime Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var time) ? time : throw new FormatException($"'{s}' is not {Expected}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out IsoTime result)
    {
        var isTime = DateTimeOffset.TryParseExact(
            s, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time);
        result = new IsoTime(time);
        return isTime;
    }

    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
