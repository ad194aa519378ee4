using Heimdall.AppHost.Operations;
using Microsoft.Extensions.Configuration;

namespace Heimdall.AppHost;

/// <summary>What only the local engine has.</summary>
internal static class Engine
{
    /// <summary>Tells the engine where data lie and what may be installed.</summary>
    public static void UseOptions(this IDistributedApplicationBuilder builder, AppHostOptions options)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [Key(nameof(LocalEngineOptions.DataDirectory))] = options.Engine.DataDirectory,
            [Key(nameof(LocalEngineOptions.Install))] = options.Engine.Install.ToString(),
            [Key(nameof(LocalEngineOptions.PortOption))] = "--api-port",
            // The app host's own options. What services are told of them, the model says.
            [Key(nameof(LocalEngineOptions.WithheldVariables)) + ":0"] = "HEIMDALL_",
        };
        if (AdminKey.Given is { } adminKey)
        {
            settings[AdminKey.Setting] = adminKey;
        }

        builder.Configuration.AddInMemoryCollection(settings);
    }

    /// <summary>A secret that is made once and kept in the data directory, unless it is configured.</summary>
    public static IResourceBuilder<ParameterResource> AddSecret(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddParameter(name, secret: true);

    /// <summary>Lets the service show what the engine knows of every resource.</summary>
    public static IResourceBuilder<ProjectResource> WithResourceView(this IResourceBuilder<ProjectResource> service) =>
        service.WithEngineView("Resources");

    /// <summary>Prints, once all is up, where people go on from here.</summary>
    public static void AddStartupNotes(
        this IDistributedApplicationBuilder builder, IResourceBuilder<IResourceWithEndpoints> api, IResourceBuilder<ParameterResource> adminKey, AppHostOptions options)
    {
        var calls = new OperatorCalls(api.GetEndpoint("http"), adminKey.Resource);
        builder.AddStartupNote("Console", calls.CreateConsoleAddressAsync);
        builder.AddStartupNote("Admin key", () => AdminKey.Given is null ? AdminKeyPath(options) : $"as given in {AdminKey.Variable}");
        builder.AddStartupNote("Data", () => options.Engine.DataDirectory);
    }

    /// <summary>Nothing: the local engine runs, it does not publish.</summary>
    public static void AddPublishing(this IDistributedApplicationBuilder builder, AppHostOptions options)
    {
        _ = builder;
        _ = options;
    }

    /// <summary>How a shell writes the admin key without showing it.</summary>
    public static string AdminKeyInShell(AppHostOptions options) => AdminKey.Given is null ? $"$(cat {AdminKeyPath(options)})" : $"${AdminKey.Variable}";

    private static string AdminKeyPath(AppHostOptions options) => Path.Combine(options.Engine.DataDirectory, "admin.key");

    private static string Key(string name) => $"{LocalEngineOptions.Section}:{name}";
}
