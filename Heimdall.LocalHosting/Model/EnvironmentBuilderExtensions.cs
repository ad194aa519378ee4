namespace Heimdall.LocalHosting;

/// <summary>Environment variables and references, under the names that Aspire gives them.</summary>
public static class EnvironmentBuilderExtensions
{
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment =>
        builder.WithVariables(variables => variables[name] = value ?? string.Empty);

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter)
        where T : IResourceWithEnvironment =>
        builder.WithVariables(variables => variables[name] = parameter.Resource.Value);

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, EndpointReference endpointReference)
        where T : IResourceWithEnvironment =>
        builder.WithVariables(variables => variables[name] = endpointReference.Url);

    /// <summary>Gives the resource <c>ConnectionStrings__{name}</c> and the connection's parts as <c>{NAME}_{PART}</c>.</summary>
    public static IResourceBuilder<T> WithReference<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null,
        bool optional = false)
        where T : IResourceWithEnvironment
    {
        var name = connectionName ?? source.Resource.Name;
        return builder.WithAnnotation(new EnvironmentCallbackAnnotation(async context =>
        {
            var connectionString = await source.Resource.GetConnectionStringAsync(context.CancellationToken);
            if (connectionString is null)
            {
                if (optional)
                {
                    return;
                }

                throw new LocalEngineException($"'{source.Resource.Name}' has no connection string.");
            }

            context.EnvironmentVariables["ConnectionStrings__" + name] = connectionString;
            foreach (var (part, value) in await source.Resource.GetConnectionPropertiesAsync(context.CancellationToken))
            {
                context.EnvironmentVariables[$"{EncodeName(name)}_{part}"] = value;
            }
        }));
    }

    /// <summary>Gives the resource <c>services__{name}__{scheme}__0</c> and <c>{NAME}_{ENDPOINT}</c> for every endpoint of the source.</summary>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where T : IResourceWithEnvironment =>
        builder.WithVariables(variables =>
        {
            var name = source.Resource.Name;
            foreach (var endpoint in source.Resource.Annotations.OfType<EndpointAnnotation>())
            {
                var url = new EndpointReference(source.Resource, endpoint.Name).Url;
                variables[$"services__{name}__{endpoint.Name}__0"] = url;
                variables[$"{EncodeName(name)}_{EncodeName(endpoint.Name)}"] = url;
            }
        });

    /// <summary>Upper case; what cannot stand in a variable's name becomes an underscore.</summary>
    internal static string EncodeName(string name)
    {
        var encoded = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
        return encoded.Length > 0 && char.IsAsciiDigit(encoded[0]) ? "_" + encoded : encoded;
    }

    private static IResourceBuilder<T> WithVariables<T>(this IResourceBuilder<T> builder, Action<Dictionary<string, string>> set)
        where T : IResourceWithEnvironment =>
        builder.WithAnnotation(new EnvironmentCallbackAnnotation(context =>
        {
            set(context.EnvironmentVariables);
            return ValueTask.CompletedTask;
        }));
}
