using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Heimdall.AppHost;

/// <summary>What only the local engine has.</summary>
internal static class Engine
{
    private const string AdminKeyVariable = "HEIMDALL_ADMIN_KEY";

    /// <summary>Tells the engine where data lie and what may be installed.</summary>
    public static void UseOptions(this IDistributedApplicationBuilder builder, AppHostOptions options)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [Key(nameof(LocalEngineOptions.DataDirectory))] = options.DataDirectory,
            [Key(nameof(LocalEngineOptions.Install))] = options.Install.ToString(),
            [Key(nameof(LocalEngineOptions.PortOption))] = "--api-port",
            // The app host's own options. What services are told of them, the model says.
            [Key(nameof(LocalEngineOptions.WithheldVariables)) + ":0"] = "HEIMDALL_",
        };
        if (GivenAdminKey() is { } adminKey)
        {
            settings["Parameters:admin"] = adminKey;
        }

        builder.Configuration.AddInMemoryCollection(settings);
    }

    /// <summary>Prints, once all is up, where people go on from here.</summary>
    public static void AddStartupNotes(this IDistributedApplicationBuilder builder, IResourceBuilder<IResourceWithEndpoints> api, AppHostOptions options)
    {
        builder.AddStartupNote("Console", () => api.GetEndpoint("http").Url);
        builder.AddStartupNote("Admin key", () => AdminKeyPlace(options));
        builder.AddStartupNote("Data", () => options.DataDirectory);
    }

    /// <summary>How a shell writes the admin key without showing it.</summary>
    public static string AdminKeyInShell(AppHostOptions options) => GivenAdminKey() is null ? $"$(cat {AdminKeyPath(options)})" : $"${AdminKeyVariable}";

    private static string AdminKeyPlace(AppHostOptions options) => GivenAdminKey() is null
        ? AdminKeyPath(options)
        : string.Create(CultureInfo.InvariantCulture, $"as given in {AdminKeyVariable}");

    private static string AdminKeyPath(AppHostOptions options) => Path.Combine(options.DataDirectory, "admin.key");

    private static string? GivenAdminKey() => Environment.GetEnvironmentVariable(AdminKeyVariable) is { Length: > 0 } key ? key : null;

    private static string Key(string name) => $"{LocalEngineOptions.Section}:{name}";
}
