namespace Heimdall.Ledger.Sessions;

/// <summary>
/// The parameters of the statements behind the list of sessions. What is a limit of an index is always set, if need be beyond every value: a
/// plan that was kept begins and ends where it should, whatever it was made with.
/// </summary>
internal static class SessionListParameters
{
    /// <summary>The year 2223, beyond the plausible times and exact in float64; and as far before 1970.</summary>
    public const double LatestMicroseconds = 8_000_000_000_000_000;
    public const double HighestFrequencyHz = 2_000_000_000_000;
    public const double HighestSnrDb = 1e300;

    private static readonly DateTimeOffset _earliest = TimeOf(-LatestMicroseconds);
    private static readonly DateTimeOffset _latest = TimeOf(LatestMicroseconds);

    /// <param name="filter">What is asked for.</param>
    /// <param name="after">Where the last look ended.</param>
    /// <param name="look">Sessions that one look reads at most.</param>
    /// <param name="most">Sessions that a filter may pick at most to be taken by itself, and one more.</param>
    /// <param name="ids">The sessions that are asked about.</param>
    public static object Of(SessionFilter filter, SessionPlace after, int look, int most, Guid[] ids) => new
    {
        feature_set = filter.FeatureSet,
        status = filter.Status,
        state = filter.CoverageState,
        pattern = filter.Search is null ? null : PatternOf(filter.Search),
        station_id = filter.StationId,
        error_code = filter.ErrorCode,
        from = filter.From ?? _earliest,
        to = filter.To ?? _latest,
        min_frequency = filter.MinFrequencyHz ?? 0,
        max_frequency = filter.MaxFrequencyHz ?? (long)HighestFrequencyHz,
        by_snr = filter.BySnr,
        min_snr = filter.MinSnrDb ?? -HighestSnrDb,
        max_snr = filter.MaxSnrDb ?? HighestSnrDb,
        sort_key = filter.SortKey switch
        {
            SessionSortKey.Start => "session_start",
            SessionSortKey.Frequency => "frequency_hz",
            _ => "mean_snr_db",
        },
        descending = filter.IsDescending,
        after_start = filter.SortKey == SessionSortKey.Start ? TimeOf(after.Key) : _earliest,
        after_frequency = filter.SortKey == SessionSortKey.Frequency ? (long)after.Key : 0L,
        after_snr = filter.SortKey == SessionSortKey.Snr ? after.Key : 0.0,
        after_id = after.Id,
        look,
        most,
        ids,
    };

    private static DateTimeOffset TimeOf(double microseconds) => DateTimeOffset.UnixEpoch.AddTicks((long)microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>The text itself, wherever it stands: what would be a wildcard in it is not.</summary>
    private static string PatternOf(string search) =>
        $"%{search.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
}
