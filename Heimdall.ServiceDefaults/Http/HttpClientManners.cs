using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Heimdall.ServiceDefaults.Http;

/// <summary>What every client of <see cref="IHttpClientFactory"/> does: finds services by their names and tries again what may be tried again.</summary>
internal static class HttpClientManners
{
    public static void AddHttpClientManners(this IServiceCollection services)
    {
        services.TryAddSingleton<ServiceAddresses>();
        services.TryAddSingleton<RequestPipeline>();
        services.TryAddTransient<PatientHandler>();
        services.TryAddTransient<NamedServiceHandler>();

        // Found anew at every try: the next one may go to another replica.
        services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler<PatientHandler>().AddHttpMessageHandler<NamedServiceHandler>());
    }
}
