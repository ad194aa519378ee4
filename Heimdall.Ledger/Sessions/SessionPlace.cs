using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Heimdall.Ledger.Sessions;

/// <summary>A session's place in a sorted list.</summary>
/// <param name="Id">The session.</param>
/// <param name="Key">What it is sorted by: microseconds since 1970, Hz or dB. All of them are exact in float64.</param>
internal sealed record SessionPlace(Guid Id, double Key)
{
    private const int FingerprintBytes = 8;

    private static readonly Guid _lastId = Guid.Parse("ffffffff-ffff-ffff-ffff-ffffffffffff");

    /// <summary>Before the first one of a list.</summary>
    public static SessionPlace Before(SessionFilter filter) =>
        filter.IsDescending ? new SessionPlace(_lastId, LargestKey(filter)) : new SessionPlace(Guid.Empty, -LargestKey(filter));

    /// <summary>As a cursor that only a list with the same filter and order takes back.</summary>
    public string ToCursor(SessionFilter filter) => Cursor.Of(string.Create(CultureInfo.InvariantCulture, $"{Fingerprint(filter)}|{Key:R}|{Id:N}"));

    /// <exception cref="InvalidCursorException">The cursor is not one of this list, or was made with another filter or order.</exception>
    public static SessionPlace Of(string? cursor, SessionFilter filter)
    {
        if (cursor is null)
        {
            return Before(filter);
        }

        var parts = Cursor.Key(cursor)?.Split('|') ?? [];
        return parts.Length == 3 && parts[0] == Fingerprint(filter)
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var key) && Math.Abs(key) <= LargestKey(filter)
            && Guid.TryParseExact(parts[2], "N", out var id)
                ? new SessionPlace(id, key)
                : throw new InvalidCursorException();
    }

    public static int Compare(SessionPlace one, SessionPlace other) => one.Key == other.Key ? one.Id.CompareTo(other.Id) : one.Key.CompareTo(other.Key);

    /// <summary>Beyond every value, and small enough for the column's type.</summary>
    private static double LargestKey(SessionFilter filter) => filter.SortKey switch
    {
        SessionSortKey.Start => SessionListParameters.LatestMicroseconds,
        SessionSortKey.Frequency => SessionListParameters.HighestFrequencyHz,
        _ => SessionListParameters.HighestSnrDb,
    };

    private static string Fingerprint(SessionFilter filter) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(LedgerJson.Write(filter))).AsSpan(0, FingerprintBytes));
}
