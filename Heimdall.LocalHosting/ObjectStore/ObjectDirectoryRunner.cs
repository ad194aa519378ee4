using Heimdall.LocalHosting.Data;
using Heimdall.LocalHosting.Engine;
using Heimdall.LocalHosting.Installation;

namespace Heimdall.LocalHosting.ObjectStore;

/// <summary>A directory instead of an object store's server: there is nothing to run.</summary>
/// <param name="resource">The object store.</param>
/// <param name="data">Where it lies.</param>
internal sealed class ObjectDirectoryRunner(MinioContainerResource resource, DataDirectory data) : IResourceRunner
{
    public IResource Resource => resource;

    public string? Address => resource.Url;

    public IReadOnlyList<ProgramRequirement> Requirements => [];

    public void AllocatePorts()
    {
        // A directory listens nowhere.
    }

    public Task StartAsync(Action<bool, string?> report, CancellationToken cancellationToken)
    {
        data.CreateFor(resource.Name);
        report(true, null);
        return Task.CompletedTask;
    }

    public Task StopAsync(TimeSpan grace) => Task.CompletedTask;
}
