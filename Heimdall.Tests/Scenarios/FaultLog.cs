namespace Heimdall.Tests.Scenarios;

/// <summary>What a scenario did to whom and when: the account holds every lost attempt against it.</summary>
internal sealed class FaultLog(TimeProvider time)
{
    // An attempt may start a moment before its worker is frozen, and be ended by a rescuer that looked a moment before it woke.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];

    public void Happened(int processId, string what) => Add(processId, what);

    /// <summary>Something happened to what all workers share; whoever was at work then may have failed of it.</summary>
    public void HappenedToTheWorld(string what) => Add(null, what);

    /// <summary>Whether something happened that explains the loss of an attempt of the process.</summary>
    public bool Explains(int processId, DateTimeOffset startedAt, DateTimeOffset endedAt)
    {
        lock (_gate)
        {
            return _faults.Exists(fault => (fault.ProcessId ?? processId) == processId && fault.At + Margin >= startedAt && fault.At - Margin <= endedAt);
        }
    }

    public override string ToString()
    {
        lock (_gate)
        {
            return string.Join('\n', _faults.Select(fault => $"  {fault.At:HH:mm:ss.fff} {(fault.ProcessId is { } id ? $"process {id}" : "the world:")} {fault.What}"));
        }
    }

    private void Add(int? processId, string what)
    {
        lock (_gate)
        {
            _faults.Add(new Fault(processId, what, time.GetUtcNow()));
        }
    }

    private sealed record Fault(int? ProcessId, string What, DateTimeOffset At);
}
