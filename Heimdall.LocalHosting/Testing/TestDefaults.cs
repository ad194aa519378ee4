using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Heimdall.LocalHosting.Testing;

/// <summary>What differs for a system inside a test: free ports, fast and forgetful servers, no lines on the console.</summary>
internal static class TestDefaults
{
    public static void Apply(IDistributedApplicationBuilder builder)
    {
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [Key(nameof(LocalEngineOptions.RandomizePorts))] = "true",
            [Key(nameof(LocalEngineOptions.Durable))] = "false",
            [Key(nameof(LocalEngineOptions.Console))] = "false",
            [Key(nameof(LocalEngineOptions.WatchParent))] = "false",
        });
        builder.Services.AddSingleton<IHostLifetime, TestLifetime>();
    }

    private static string Key(string name) => $"{LocalEngineOptions.Section}:{name}";

    /// <summary>Signals are the test host's business.</summary>
    private sealed class TestLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
