namespace Heimdall.Ledger.Sessions;

/// <summary>How much is done for one page of sessions.</summary>
/// <param name="FirstLook">Sessions of the first look: a few milliseconds.</param>
/// <param name="NextLook">Sessions of every further look.</param>
/// <param name="MostLooked">Sessions that a page looks at before it is given out as it is.</param>
/// <param name="MostPicked">A filter that picks no more than this is taken by itself.</param>
internal sealed record SessionListBounds(int FirstLook = 500, int NextLook = 1500, int MostLooked = 20_000, int MostPicked = 2000)
{
    /// <summary>After this time a page is given out as it is.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(80);

    /// <summary>Longer than this a search for words is not waited for: many have them, or there is no index.</summary>
    public TimeSpan SearchTimeout { get; init; } = TimeSpan.FromMilliseconds(80);
}
