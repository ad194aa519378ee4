using System.Collections;
using System.Globalization;
using System.Security.Cryptography;

namespace Heimdall.LocalHosting.Projects;

/// <summary>The environment of a service: the app host's, then what every Aspire service is given, then what the description says.</summary>
internal static class ServiceEnvironment
{
    // Meant for the app host, or about addresses that are not the service's.
    private static readonly string[] AlwaysWithheld =
    [
        "Parameters__", LocalEngineOptions.Section + "__", "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORT", "DOTNET_URLS",
        "HTTP_PORTS", "HTTPS_PORTS", "URLS", "DOTNET_LAUNCH_PROFILE",
    ];

    /// <summary>Collects the variables of one process.</summary>
    /// <param name="resource">The service.</param>
    /// <param name="endpoints">Where this process listens; ports are allocated.</param>
    /// <param name="environmentName">Development, Production, ….</param>
    /// <param name="withheld">Prefixes of the app host's variables that are not handed on.</param>
    /// <param name="cancellationToken">Cancelled when the system stops.</param>
    public static async Task<IReadOnlyDictionary<string, string>> BuildAsync(
        IResource resource,
        IReadOnlyList<EndpointAnnotation> endpoints,
        string environmentName,
        IReadOnlyList<string> withheld,
        CancellationToken cancellationToken)
    {
        var variables = Inherited([.. AlwaysWithheld, .. withheld]);
        variables["ASPNETCORE_ENVIRONMENT"] = environmentName;
        variables["DOTNET_ENVIRONMENT"] = environmentName;
        variables["LOGGING__CONSOLE__FORMATTERNAME"] = "simple";
        variables["OTEL_SERVICE_NAME"] = resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = ResourceAttributes(variables.GetValueOrDefault("OTEL_RESOURCE_ATTRIBUTES"));
        AddAddresses(variables, endpoints);

        var context = new EnvironmentCallbackContext(variables, cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        return variables;
    }

    private static Dictionary<string, string> Inherited(string[] withheldPrefixes) => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .Select(e => (Name: (string)e.Key, Value: (string?)e.Value ?? string.Empty))
        .Where(e => !Array.Exists(withheldPrefixes, p => e.Name.StartsWith(p, StringComparison.OrdinalIgnoreCase)))
        .ToDictionary(e => e.Name, e => e.Value, StringComparer.Ordinal);

    private static void AddAddresses(Dictionary<string, string> variables, IReadOnlyList<EndpointAnnotation> endpoints)
    {
        if (endpoints.Count > 0)
        {
            variables["ASPNETCORE_URLS"] = string.Join(';', endpoints.Select(e => e.UrlOrNull));
        }

        foreach (var endpoint in endpoints.Where(e => e.TargetPortVariable is not null))
        {
            variables[endpoint.TargetPortVariable ?? string.Empty] = endpoint.AllocatedPort?.ToString(CultureInfo.InvariantCulture) ?? string.Empty;
        }
    }

    // One id a process, so that telemetry tells replicas and restarts apart.
    private static string ResourceAttributes(string? inherited)
    {
        var instance = "service.instance.id=" + RandomNumberGenerator.GetHexString(8, lowercase: true);
        return string.IsNullOrEmpty(inherited) ? instance : $"{inherited},{instance}";
    }
}
