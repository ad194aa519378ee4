namespace Heimdall.Extractor.Scheduling;

/// <summary>The clock cut into slots of one interval, counted from 1970 in UTC: all workers agree on them without talking.</summary>
internal static class TimeSlots
{
    // A timer that fires a little early still means the slot that is about to begin.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    /// <summary>The beginning of the slot that a timer that fired at <paramref name="time"/> means.</summary>
    public static DateTimeOffset At(DateTimeOffset time, TimeSpan interval) => Floor(time + Tolerance, interval);

    /// <summary>The beginning of the next slot.</summary>
    public static DateTimeOffset Next(DateTimeOffset time, TimeSpan interval) => At(time, interval) + interval;

    private static DateTimeOffset Floor(DateTimeOffset time, TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        var since = time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        return DateTimeOffset.UnixEpoch.AddTicks(since - (since % interval.Ticks));
    }
}
