using Heimdall.Ledger.Features;

namespace Heimdall.Ledger.Sessions;

/// <summary>Which sessions a list shows, and in which order. A field that is not set does not filter; those that are set all have to be met.</summary>
/// <param name="Status">One of <see cref="SessionStatus"/>.</param>
/// <param name="CoverageState">
/// With, failed or missing of <see cref="Coverage.CoverageState"/>, of the feature set's current version. What has a job is in the lists of jobs.
/// </param>
/// <param name="FeatureSet">The feature set that the state, the SNR and the error speak of, in its current version.</param>
/// <param name="Search">A part of the name, the owner or the notes, in upper or lower case.</param>
/// <param name="StationId">Sessions that this station recorded in.</param>
/// <param name="From">Started at this time or later.</param>
/// <param name="To">Started before this time.</param>
/// <param name="MinFrequencyHz">This frequency or above.</param>
/// <param name="MaxFrequencyHz">This frequency or below.</param>
/// <param name="MinSnrDb">This mean SNR or above.</param>
/// <param name="MaxSnrDb">This mean SNR or below.</param>
/// <param name="ErrorCode">Sessions in which a receiver failed with this code.</param>
/// <param name="Order">What the list is sorted by.</param>
public sealed record SessionFilter(
    string? Status = null,
    string? CoverageState = null,
    string FeatureSet = FeatureSetId.DefaultSet,
    string? Search = null,
    Guid? StationId = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    long? MinFrequencyHz = null,
    long? MaxFrequencyHz = null,
    double? MinSnrDb = null,
    double? MaxSnrDb = null,
    string? ErrorCode = null,
    SessionOrder Order = SessionOrder.LatestFirst)
{
    internal bool ByTime => From is not null || To is not null;

    internal bool ByFrequency => MinFrequencyHz is not null || MaxFrequencyHz is not null;

    internal bool BySnr => MinSnrDb is not null || MaxSnrDb is not null;

    internal SessionSortKey SortKey => Order switch
    {
        SessionOrder.LatestFirst or SessionOrder.EarliestFirst => SessionSortKey.Start,
        SessionOrder.LowestFrequencyFirst or SessionOrder.HighestFrequencyFirst => SessionSortKey.Frequency,
        SessionOrder.LowestSnrFirst or SessionOrder.HighestSnrFirst => SessionSortKey.Snr,
        _ => throw new ArgumentOutOfRangeException(nameof(Order), Order, "There is no such order."),
    };

    internal bool IsDescending => Order is SessionOrder.LatestFirst or SessionOrder.HighestFrequencyFirst or SessionOrder.HighestSnrFirst;
}

/// <summary>What sessions are sorted by. Those that are equal in it are sorted by their ids.</summary>
public enum SessionOrder
{
    LatestFirst,
    EarliestFirst,
    LowestFrequencyFirst,
    HighestFrequencyFirst,

    /// <summary>Only sessions that have a mean SNR.</summary>
    LowestSnrFirst,

    /// <summary>Only sessions that have a mean SNR.</summary>
    HighestSnrFirst,
}

/// <summary>What an order compares.</summary>
internal enum SessionSortKey
{
    Start,
    Frequency,
    Snr,
}
