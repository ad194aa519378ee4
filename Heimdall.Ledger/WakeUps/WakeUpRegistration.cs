using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Heimdall.Ledger.WakeUps;

/// <summary>Puts publisher and listener among a service's dependencies; an <see cref="IConnectionFactory"/> must be there.</summary>
public static class WakeUpRegistration
{
    /// <summary>Registers one <see cref="WakeUpPublisher"/> and one <see cref="WakeUpListener"/>. Neither connects yet.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static IServiceCollection AddWakeUps(this IServiceCollection services, WakeUpOptions? options = null)
    {
        var effective = options ?? new WakeUpOptions();
        effective.Validate();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new WakeUpPublisher(
            provider.GetRequiredService<IConnectionFactory>(),
            effective,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<WakeUpPublisher>>()));
        services.AddSingleton(provider => new WakeUpListener(
            provider.GetRequiredService<IConnectionFactory>(),
            effective,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<WakeUpListener>>()));
        return services;
    }
}
