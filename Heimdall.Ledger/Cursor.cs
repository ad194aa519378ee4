using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Heimdall.Ledger;

/// <summary>The key of a row as a URL-safe text that callers treat as opaque.</summary>
internal static class Cursor
{
    private const int MaxLength = 600;

    public static string Of(Guid id) => Encode(id.ToString("N"));

    public static string Of(string key) => Encode(key);

    /// <exception cref="InvalidCursorException">The text is not a cursor of this kind of list.</exception>
    public static Guid? Id(string? cursor) =>
        cursor is null ? null : Guid.TryParseExact(Decode(cursor), "N", out var id) ? id : throw new InvalidCursorException();

    /// <exception cref="InvalidCursorException">The text is not a cursor of this kind of list.</exception>
    public static string? Key(string? cursor) =>
        cursor is null ? null : Decode(cursor) is var key && !key.Contains('\0') ? key : throw new InvalidCursorException();

    /// <exception cref="InvalidCursorException">The text is not a cursor of this kind of list.</exception>
    public static long? Number(string? cursor) =>
        cursor is null ? null : long.TryParse(Decode(cursor), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidCursorException();

    private static string Encode(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    private static string Decode(string cursor)
    {
        if (cursor.Length > MaxLength || !Base64Url.IsValid(cursor))
        {
            throw new InvalidCursorException();
        }

        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
    }
}

/// <summary>A list was asked to go on from a cursor that it never gave out.</summary>
public sealed class InvalidCursorException() : Exception("The cursor is not one that this list gave out. Leave it out to start at the beginning.");
