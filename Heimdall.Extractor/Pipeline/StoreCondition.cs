using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Pipeline;

/// <summary>
/// Whether the object store serves one kind of access, as this worker's own work finds out. It is at fault from a fault of its own until
/// something that was begun after the last fault was answered: what was under way already proves nothing, as a file that is open can be read
/// to its end though the store is gone. Told once when it begins and once when it is over, however many faults there are.
/// </summary>
/// <param name="access">What it is used for, for the log and as a label: <c>read</c> or <c>write</c>.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where the beginning and the end are told.</param>
internal sealed partial class StoreCondition(string access, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private volatile bool _isAtFault;
    private long _since;
    private long _lastFaultAt;

    /// <summary>Called when the store serves again, by whoever found out.</summary>
    public Action? WhenRecovered { get; set; }

    public string Access => access;

    public bool IsAtFault => _isAtFault;

    /// <summary>Timestamp of the last fault while it is at fault.</summary>
    public long LastFaultAt => Volatile.Read(ref _lastFaultAt);

    /// <summary>How often it came to be at fault.</summary>
    public int Episodes { get; private set; }

    /// <summary>The store was at fault: it was out of reach, or refused. A fault of the data does not count.</summary>
    public void Failed(string reason)
    {
        lock (_gate)
        {
            Volatile.Write(ref _lastFaultAt, time.GetTimestamp());
            if (_isAtFault)
            {
                return;
            }

            _since = _lastFaultAt;
            Episodes++;
            _isAtFault = true;
        }

        LogAtFault(access, reason);
    }

    /// <summary>The store served.</summary>
    /// <param name="begunAt">Timestamp from before the access was begun.</param>
    public void Served(long begunAt)
    {
        // Asked at every read: nothing else is done while all is well.
        if (!_isAtFault)
        {
            return;
        }

        TimeSpan duration;
        lock (_gate)
        {
            if (!_isAtFault || begunAt <= _lastFaultAt)
            {
                return;
            }

            _isAtFault = false;
            duration = time.GetElapsedTime(_since);
        }

        LogRecovered(access, duration.TotalSeconds);
        WhenRecovered?.Invoke();
    }

    [LoggerMessage(LogLevel.Warning, "The object store is at fault ({Access}): what needs it is begun one at a time until it serves again. {Reason}")]
    private partial void LogAtFault(string access, string reason);

    [LoggerMessage(LogLevel.Information, "The object store serves again ({Access}), {Seconds:0.0} s after its first fault")]
    private partial void LogRecovered(string access, double seconds);
}
