using Microsoft.Extensions.Configuration;

namespace Heimdall.AppHost;

/// <summary>What only Aspire's engine has.</summary>
internal static class Engine
{
    // The same as in the project file.
    private const string UserSecretsId = "heimdall-apphost";
    private const string DashboardUrls = "ASPNETCORE_URLS";

    // What a launch profile would say. The dashboard listens on the loopback interface alone, so it needs no certificate.
    private static readonly Dictionary<string, string> RunDefaults = new(StringComparer.Ordinal)
    {
        [DashboardUrls] = "http://localhost:18888",
        ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = "http://localhost:18889",
        ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
    };

    /// <summary>Says where the dashboard is and where secrets are kept, unless the environment does; hands the admin key on to its parameter.</summary>
    public static void UseOptions(this IDistributedApplicationBuilder builder, AppHostOptions options)
    {
        _ = options;
        if (builder.ExecutionContext.IsRunMode)
        {
            // Aspire itself reads them in development only: passwords made at the first start would be forgotten at the second.
            builder.Configuration.AddUserSecrets(UserSecretsId).AddEnvironmentVariables();
            var configuration = builder.Configuration;
            configuration.AddInMemoryCollection(
                RunDefaults.Where(d => string.IsNullOrEmpty(configuration[d.Key])).Select(d => KeyValuePair.Create(d.Key, (string?)d.Value)).ToList());
        }

        if (AdminKey.Given is { } adminKey)
        {
            builder.Configuration.AddInMemoryCollection([new(AdminKey.Setting, adminKey)]);
        }
    }

    /// <summary>A secret that is made once and kept in the user's secrets, unless it is configured; a published system asks for it.</summary>
    /// <remarks>Letters and digits alone need no quoting in a connection string.</remarks>
    public static IResourceBuilder<ParameterResource> AddSecret(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddParameter(name, new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);

    /// <summary>Tells the service where the dashboard is, which shows every resource.</summary>
    public static IResourceBuilder<ProjectResource> WithResourceView(this IResourceBuilder<ProjectResource> service)
    {
        var builder = service.ApplicationBuilder;
        return builder.ExecutionContext.IsRunMode
            ? service
                .WithEnvironment("Resources__Engine", "aspire")
                .WithEnvironment("Resources__Dashboard", builder.Configuration[DashboardUrls]?.Split(';')[0])
            : service;
    }

    /// <summary>Nothing: the dashboard shows addresses and parameters.</summary>
    public static void AddStartupNotes(
        this IDistributedApplicationBuilder builder, IResourceBuilder<IResourceWithEndpoints> api, IResourceBuilder<ParameterResource> adminKey, AppHostOptions options)
    {
        _ = builder;
        _ = api;
        _ = adminKey;
        _ = options;
    }

    /// <summary>How a shell writes the admin key without showing it.</summary>
    public static string AdminKeyInShell(AppHostOptions options)
    {
        _ = options;
        return AdminKey.Given is null ? $"$(dotnet user-secrets list --id {UserSecretsId} | sed -n 's/^Parameters:admin = //p')" : $"${AdminKey.Variable}";
    }
}
