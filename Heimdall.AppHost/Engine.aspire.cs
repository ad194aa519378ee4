using Microsoft.Extensions.Configuration;

namespace Heimdall.AppHost;

/// <summary>What only Aspire's engine has.</summary>
internal static class Engine
{
    /// <summary>Hands the admin key of the environment on to its parameter.</summary>
    public static void UseOptions(this IDistributedApplicationBuilder builder, AppHostOptions options)
    {
        _ = options;
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
                .WithEnvironment("Resources__Dashboard", builder.Configuration["ASPNETCORE_URLS"]?.Split(';')[0])
            : service;
    }

    /// <summary>Nothing: the dashboard shows addresses and parameters.</summary>
    public static void AddStartupNotes(this IDistributedApplicationBuilder builder, IResourceBuilder<IResourceWithEndpoints> api, AppHostOptions options)
    {
        _ = builder;
        _ = api;
        _ = options;
    }

    /// <summary>How a shell writes the admin key without showing it.</summary>
    public static string AdminKeyInShell(AppHostOptions options)
    {
        _ = options;
        return AdminKey.Given is null ? "$(dotnet user-secrets list --id heimdall-apphost | sed -n 's/^Parameters:admin = //p')" : $"${AdminKey.Variable}";
    }
}
