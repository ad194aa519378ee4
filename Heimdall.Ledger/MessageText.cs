using System.Diagnostics.CodeAnalysis;

namespace Heimdall.Ledger;

/// <summary>Texts that come from exceptions and files, made fit for a column.</summary>
internal static class MessageText
{
    private const int MaxLength = 4000;

    /// <summary>Cuts a message to its column's length and takes out NUL, which PostgreSQL's text cannot hold.</summary>
    [return: NotNullIfNotNull(nameof(message))]
    public static string? Fit(string? message)
    {
        var text = message?.Replace('\0', '\uFFFD');
        return text?.Length > MaxLength ? string.Concat(text.AsSpan(0, MaxLength - 1), "…") : text;
    }
}
