using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Heimdall.Ledger;

/// <summary>Texts that come from exceptions and files, made fit for a column.</summary>
internal static class MessageText
{
    private const int MaxLength = 4000;

    /// <summary>Cuts a message to its column's length and takes out what neither PostgreSQL's text nor its jsonb can hold: NUL, and halves of surrogate pairs.</summary>
    [return: NotNullIfNotNull(nameof(message))]
    public static string? Fit(string? message)
    {
        if (message is null)
        {
            return null;
        }

        // Half of a surrogate pair, which a cut may leave too, is no text in UTF-8: the way there and back replaces it.
        var cut = message.Length > MaxLength ? string.Concat(message.AsSpan(0, MaxLength - 1), "…") : message;
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut)).Replace('\0', '\uFFFD');
    }
}
