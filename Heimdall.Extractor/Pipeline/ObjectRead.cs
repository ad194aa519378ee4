namespace Heimdall.Extractor.Pipeline;

/// <summary>
/// An object that is being read, by one caller at a time. A read may hang in the kernel, with the thread that asked for it, and nothing but the
/// store's answer can end it. Such a read is left alone: its recording's work is given up, and what it holds that others need is theirs. Should
/// it ever return it finds that out, and its thread ends quietly. Its buffer and its stream stay its own until then.
/// </summary>
/// <param name="location">Of the object, for messages.</param>
/// <param name="core">What the reader computes on.</param>
/// <param name="leave">Gives the recording's work up: it has failed, and its place is another's.</param>
internal sealed class ObjectRead(string location, ReadingCore core, Action<Exception> leave)
{
    private const long Idle = 0;
    private const long LeftAlone = -1;

    /// <summary>Timestamp of the read that is under way, or one of the two above.</summary>
    private long _since = Idle;

    public string Location => location;

    /// <summary>Timestamp from before the object was opened.</summary>
    public long OpenedAt { get; private set; }

    /// <summary>The store is asked for something, from now on.</summary>
    /// <returns>False where the read before this one was left alone: there is nothing to read any more.</returns>
    public bool TryBegin(long now)
    {
        var since = Math.Max(now, 1);
        OpenedAt = OpenedAt == 0 ? since : OpenedAt;
        return Interlocked.CompareExchange(ref _since, since, Idle) == Idle;
    }

    /// <summary>The store has answered.</summary>
    /// <returns>False where the read was left alone meanwhile: nobody waits for it any more, and <see cref="TakeCoreAgainAsync"/> comes next.</returns>
    public bool TryEnd()
    {
        var since = Volatile.Read(ref _since);
        return since != LeftAlone && Interlocked.CompareExchange(ref _since, Idle, since) == since;
    }

    /// <summary>Leaves a read alone that has lasted for too long. Its core is everybody's at once.</summary>
    /// <returns>False where there is none; else <see cref="Leave"/> comes next.</returns>
    public bool TryLeave(TimeSpan timeout, TimeProvider time)
    {
        var since = Volatile.Read(ref _since);
        if (since is Idle or LeftAlone || time.GetElapsedTime(since) < timeout)
        {
            return false;
        }

        // Before the reader can know: until then it stands still, and what it holds is what it held when it asked.
        var hasCore = core.IsHeld;
        if (Interlocked.CompareExchange(ref _since, LeftAlone, since) != since)
        {
            return false;
        }

        if (hasCore)
        {
            core.Forfeit();
        }

        return true;
    }

    /// <summary>Gives the recording's work up.</summary>
    public void Leave(Exception fault) => leave(fault);

    /// <summary>A read that was left alone has returned: its reader gives a core back when it ends, and has to have one.</summary>
    public Task TakeCoreAgainAsync() => core.IsHeld ? core.TakeAsync(CancellationToken.None).AsTask() : Task.CompletedTask;
}
