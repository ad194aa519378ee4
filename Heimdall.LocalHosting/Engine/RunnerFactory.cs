using Heimdall.LocalHosting.ObjectStore;
using Heimdall.LocalHosting.Postgres;
using Heimdall.LocalHosting.Projects;
using Heimdall.LocalHosting.RabbitMq;

namespace Heimdall.LocalHosting.Engine;

/// <summary>Knows how each kind of resource is run on this machine.</summary>
internal static class RunnerFactory
{
    /// <summary>The runner for a resource.</summary>
    /// <returns>Null for a resource that is not run, as a parameter.</returns>
    /// <exception cref="LocalEngineException">The local engine cannot run such a resource.</exception>
    public static IResourceRunner? Create(IResource resource, string environmentName, EngineContext context) => resource switch
    {
        ParameterResource => null,
        PostgresServerResource server => new PostgresRunner(server, context),
        PostgresDatabaseResource database => new PostgresDatabaseRunner(database),
        RabbitMQServerResource broker => new RabbitMqRunner(broker, context),
        MinioContainerResource store => new ObjectDirectoryRunner(store, context.Data),
        IProcessResource service => new ServiceRunner(service, environmentName, context),
        _ => throw new LocalEngineException($"The local engine cannot run '{resource.Name}' ({resource.GetType().Name})."),
    };
}
