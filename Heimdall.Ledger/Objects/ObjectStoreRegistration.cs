using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Heimdall.Ledger.Objects;

/// <summary>Puts the object store among a service's dependencies.</summary>
public static class ObjectStoreRegistration
{
    /// <summary>
    /// Registers one <see cref="IObjectStore"/> for the process. The connection string is read at once, so that a malformed one stops
    /// the start; the store itself is contacted at its first use.
    /// </summary>
    /// <exception cref="FormatException">The connection string is malformed.</exception>
    public static IServiceCollection AddObjectStore(
        this IServiceCollection services,
        string connectionString,
        ObjectStoreOptions? options = null)
    {
        _ = ObjectStoreConnectionString.Parse(connectionString);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => ObjectStore.Open(
            connectionString,
            options ?? new ObjectStoreOptions(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        return services;
    }
}
