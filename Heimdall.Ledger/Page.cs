namespace Heimdall.Ledger;

/// <summary>A page of a list, read by the key of its last row and not by an offset: it stays quick and misses nothing as rows come in.</summary>
/// <param name="Items">At most the limit asked for.</param>
/// <param name="NextCursor">Opaque; pass it back for the next page. Null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor)
{
    /// <summary>Cuts a page from one row more than its limit.</summary>
    internal static Page<T> Cut(List<T> rows, int limit, Func<T, string> cursor) =>
        rows.Count <= limit ? new(rows, null) : new(rows.GetRange(0, limit), cursor(rows[limit - 1]));
}
