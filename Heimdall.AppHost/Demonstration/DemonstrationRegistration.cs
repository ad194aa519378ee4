using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Heimdall.AppHost.Demonstration;

internal static class DemonstrationRegistration
{
    /// <summary>Records a demonstration session once everything is healthy.</summary>
    public static void AddDemonstration(
        this IDistributedApplicationBuilder builder,
        IResourceBuilder<IResourceWithEndpoints> api,
        IResourceBuilder<ParameterResource> adminKey,
        AppHostOptions options)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<DemonstrationRun>(services, api, adminKey, options));
    }
}
