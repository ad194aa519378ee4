namespace Heimdall.LocalHosting;

/// <summary>Endpoints, and health asked of them.</summary>
public static class EndpointBuilderExtensions
{
    private const string Http = "http";

    /// <summary>Adds an HTTP endpoint. The local engine has no proxy: the process itself listens on the port.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="port">The public port; null takes a free one.</param>
    /// <param name="targetPort">The port the process listens on; only used where no <paramref name="port"/> is given.</param>
    /// <param name="name">Name of the endpoint, <c>http</c> by default.</param>
    /// <param name="env">Environment variable that tells the process its port.</param>
    /// <param name="isProxied">Accepted for other engines.</param>
    /// <exception cref="InvalidOperationException">There is an endpoint of that name already.</exception>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder,
        int? port = null,
        int? targetPort = null,
        string? name = null,
        string? env = null,
        bool isProxied = true)
        where T : IResourceWithEndpoints
    {
        _ = isProxied;
        var endpointName = name ?? Http;
        if (builder.Resource.Annotations.OfType<EndpointAnnotation>().Any(e => string.Equals(e.Name, endpointName, StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidOperationException($"'{builder.Resource.Name}' has an endpoint named '{endpointName}' already.");
        }

        return builder.WithAnnotation(new EndpointAnnotation(endpointName, Http, port ?? targetPort, env));
    }

    /// <summary>Marks the resource's HTTP endpoints as meant for the outside. Adds one on a free port when there is none.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        if (!HttpEndpoints(builder.Resource).Any())
        {
            builder.WithHttpEndpoint();
        }

        foreach (var endpoint in HttpEndpoints(builder.Resource))
        {
            endpoint.IsExternal = true;
        }

        return builder;
    }

    /// <summary>The resource is healthy when GET on the path answers the status.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">Path, <c>/</c> by default.</param>
    /// <param name="statusCode">Status, 200 by default.</param>
    /// <param name="endpointName">Endpoint, the first HTTP one by default.</param>
    /// <exception cref="InvalidOperationException">The resource has no such endpoint.</exception>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder,
        string? path = null,
        int? statusCode = null,
        string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        var endpoint = HttpEndpoints(builder.Resource)
            .FirstOrDefault(e => endpointName is null || string.Equals(e.Name, endpointName, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException($"'{builder.Resource.Name}' has no HTTP endpoint to ask for its health: add WithHttpEndpoint() before.");
        return builder.WithAnnotation(new HttpHealthCheckAnnotation(path ?? "/", statusCode ?? 200, endpoint.Name));
    }

    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints => new(builder.Resource, name);

    private static IEnumerable<EndpointAnnotation> HttpEndpoints(IResource resource) =>
        resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.UriScheme is Http);
}
