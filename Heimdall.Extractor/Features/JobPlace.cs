namespace Heimdall.Extractor.Features;

/// <summary>Where the jobs of a feature set stand in the queue when a session ends.</summary>
/// <param name="Lane"><c>live</c> or <c>backfill</c>; what waits in the live lane goes first.</param>
/// <param name="Priority">
/// Within a lane, −100…100; the greater goes first. Whoever raises a set's takes what waits along: claims for the set do not look behind it.
/// </param>
internal sealed record JobPlace(string Lane, int Priority)
{
    /// <summary>As soon as possible: somebody waits for it.</summary>
    public static JobPlace Live { get; } = new("live", 0);

    /// <summary>After everything else, that of old recordings too: it is good to have.</summary>
    public static JobPlace Leisurely { get; } = new("backfill", -10);
}
