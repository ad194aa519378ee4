namespace Heimdall.Extractor.Queue;

/// <summary>
/// A number of the jobs' order that lies a while back. A number is given out before its transaction commits, so a smaller one may still show
/// up after a larger one; below the horizon this happens only to whoever took longer than the age.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="age">How far back it lies at least.</param>
internal sealed class OrderHorizon(TimeProvider time, TimeSpan age)
{
    private long _candidate;
    private long? _candidateSince;

    /// <summary>All smaller numbers were given out longer ago than the age. 0 until that is known of any.</summary>
    public long Number { get; private set; }

    /// <param name="nextNumber">What the database says that the next job gets at least.</param>
    public void Saw(long nextNumber)
    {
        if (nextNumber < _candidate)
        {
            // Another database, such as an older one that was restored.
            (Number, _candidate, _candidateSince) = (0, nextNumber, time.GetTimestamp());
        }
        else if (_candidateSince is not { } since || time.GetElapsedTime(since) >= age)
        {
            (Number, _candidate, _candidateSince) = (_candidate, nextNumber, time.GetTimestamp());
        }
    }
}
