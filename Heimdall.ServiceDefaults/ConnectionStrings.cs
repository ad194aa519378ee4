using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Heimdall.ServiceDefaults;

/// <summary>Settings of a client, in the places and the order that Aspire's integrations read them.</summary>
public static class ConnectionStrings
{
    /// <summary>Fills settings from <c>{section}</c>, then from <c>{section}:{connectionName}</c>.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="section">The section of all clients of this kind.</param>
    /// <param name="connectionName">Which of them.</param>
    /// <param name="settings">The defaults.</param>
    public static T Bind<T>(IHostApplicationBuilder builder, string section, string connectionName, T settings)
        where T : class
    {
        var common = builder.Configuration.GetSection(section);
        common.Bind(settings);
        common.GetSection(connectionName).Bind(settings);
        return settings;
    }

    /// <summary>The connection string, or an error that names the key it was looked for under.</summary>
    internal static string Require(string? connectionString, string section, string connectionName) =>
        !string.IsNullOrWhiteSpace(connectionString)
            ? connectionString
            : throw new InvalidOperationException(
                $"No connection string: set ConnectionStrings:{connectionName} or {section}:{connectionName}:ConnectionString");
}
