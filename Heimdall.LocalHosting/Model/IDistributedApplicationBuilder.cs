using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Heimdall.LocalHosting;

/// <summary>Describes a system of resources.</summary>
public interface IDistributedApplicationBuilder
{
    ConfigurationManager Configuration { get; }

    IHostEnvironment Environment { get; }

    /// <summary>Services of the app host itself. Hosted services registered here run beside the resources.</summary>
    IServiceCollection Services { get; }

    DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>Folder of the app host's project.</summary>
    string AppHostDirectory { get; }

    IReadOnlyList<IResource> Resources { get; }

    /// <summary>Adds a resource of any kind.</summary>
    /// <exception cref="InvalidOperationException">There is a resource of that name already.</exception>
    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource;

    DistributedApplication Build();
}

/// <summary>What the description is for. The local engine only runs; publishing is for engines that deploy.</summary>
public sealed class DistributedApplicationExecutionContext
{
    public bool IsRunMode => true;

    public bool IsPublishMode => false;
}
