namespace Heimdall.LocalHosting.Processes;

/// <summary>How to start one process.</summary>
internal sealed record ProgramStart
{
    /// <summary>Full path of the program.</summary>
    public required string Program { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The whole environment of the process.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required string WorkingDirectory { get; init; }

    /// <summary>The account it runs under; null is the engine's own.</summary>
    public ServiceAccount? Account { get; init; }

    /// <summary>What the kernel sends it when the engine is gone.</summary>
    public Signal ParentDeathSignal { get; init; } = Signal.Kill;

    /// <summary>What asks it to end.</summary>
    public Signal StopSignal { get; init; } = Signal.Terminate;

    /// <summary>
    /// The command that does it: setpriv drops privileges and binds the process's life to ours, setsid takes it out of the terminal's
    /// process group, so that Ctrl-C reaches the engine alone and it can stop everything in order.
    /// </summary>
    public IReadOnlyList<string> CommandLine(ProcessTools tools)
    {
        List<string> words = [tools.SetPriv];
        if (Account is { } account)
        {
            words.AddRange([$"--reuid={account.UserId}", $"--regid={account.GroupId}", "--clear-groups", "--no-new-privs"]);
        }

        words.AddRange(["--pdeathsig", Signals.NameOf(ParentDeathSignal), "--", tools.SetSid, Program]);
        words.AddRange(Arguments);
        return words;
    }
}

/// <summary>The two small programs that every process is started through.</summary>
/// <param name="SetPriv">Full path of setpriv.</param>
/// <param name="SetSid">Full path of setsid.</param>
internal sealed record ProcessTools(string SetPriv, string SetSid);
