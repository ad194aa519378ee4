using Heimdall.Ledger;

namespace Heimdall.Api.Lists;

/// <summary>A part of a list.</summary>
/// <param name="NextCursor">To be sent as <c>cursor</c> for the next part; null on the last one.</param>
internal sealed record PageResponse<T>(IReadOnlyList<T> Items, string? NextCursor);

internal static class PageResponse
{
    public static PageResponse<T> Of<T>(Page<T> page) => new(page.Items, page.NextCursor);

    public static PageResponse<TShown> Of<T, TShown>(Page<T> page, Func<T, TShown> show) => new([.. page.Items.Select(show)], page.NextCursor);
}
