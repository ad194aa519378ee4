using Heimdall.LocalHosting.Installation;

namespace Heimdall.LocalHosting.Engine;

/// <summary>Runs one resource.</summary>
internal interface IResourceRunner
{
    IResource Resource { get; }

    /// <summary>Where it is reached, for the operator.</summary>
    string? Address { get; }

    /// <summary>What runs for it at this moment; nothing for a resource that is no process.</summary>
    IReadOnlyList<ProcessSnapshot> Processes => [];

    /// <summary>Programs it needs on this machine.</summary>
    IReadOnlyList<ProgramRequirement> Requirements { get; }

    /// <summary>Chooses ports; nothing starts yet.</summary>
    /// <exception cref="LocalEngineException">A port that was asked for is taken.</exception>
    void AllocatePorts();

    /// <summary>Starts the resource and returns when it is healthy.</summary>
    /// <param name="report">Told of every change: healthy, or not and why.</param>
    /// <param name="cancellationToken">Cancelled when the system stops.</param>
    /// <exception cref="LocalEngineException">It cannot start.</exception>
    Task StartAsync(Action<bool, string?> report, CancellationToken cancellationToken);

    /// <summary>Stops it, by force where it does not stop in time.</summary>
    Task StopAsync(TimeSpan grace);
}
