using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Testing;

namespace Heimdall.Benchmarks.Scratch;

/// <summary>Begins the description of a system to measure: free ports and a quiet console, but servers as durable as in production.</summary>
internal static class ScratchEngine
{
    public static IDistributedApplicationTestingBuilder Describe(string folder)
    {
        var builder = DistributedApplicationTestingBuilder.Create(
            $"--{LocalEngineOptions.Section}:{nameof(LocalEngineOptions.DataDirectory)}={folder}");
        builder.Configuration[$"{LocalEngineOptions.Section}:{nameof(LocalEngineOptions.Durable)}"] = bool.TrueString;
        return builder;
    }
}
