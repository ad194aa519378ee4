namespace Heimdall.LocalHosting.Processes;

/// <summary>How long to wait before a process that ended is started again: 1 s, doubling to 30 s, from the start after 60 s of health.</summary>
internal sealed class RestartBackoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(60);

    private TimeSpan next = First;

    /// <summary>The next wait.</summary>
    /// <param name="healthyFor">How long the process that just ended had been healthy.</param>
    public TimeSpan Next(TimeSpan healthyFor)
    {
        var delay = healthyFor >= LongEnough ? First : next;
        next = delay * 2 < Longest ? delay * 2 : Longest;
        return delay;
    }
}
