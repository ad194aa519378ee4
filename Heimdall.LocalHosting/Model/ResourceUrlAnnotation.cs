namespace Heimdall.LocalHosting;

/// <summary>A link that people follow to a resource.</summary>
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    /// <summary>Absolute, or a path below the endpoint's address.</summary>
    public required string Url { get; set; }

    /// <summary>What the link is called; null shows the address.</summary>
    public string? DisplayText { get; set; }

    public EndpointReference? Endpoint { get; init; }
}

/// <summary>Links of resources.</summary>
public static class UrlBuilderExtensions
{
    /// <summary>Names the link to an endpoint.</summary>
    public static IResourceBuilder<T> WithUrlForEndpoint<T>(this IResourceBuilder<T> builder, string endpointName, Action<ResourceUrlAnnotation> callback)
        where T : IResource
    {
        var url = new ResourceUrlAnnotation { Url = string.Empty, Endpoint = Endpoint(builder, endpointName) };
        callback(url);
        return builder.WithAnnotation(url);
    }

    /// <summary>Adds a link below an endpoint.</summary>
    public static IResourceBuilder<T> WithUrlForEndpoint<T>(
        this IResourceBuilder<T> builder,
        string endpointName,
        Func<EndpointReference, ResourceUrlAnnotation> callback)
        where T : IResourceWithEndpoints
    {
        var endpoint = Endpoint(builder, endpointName);
        var url = callback(endpoint);
        return builder.WithAnnotation(new ResourceUrlAnnotation { Url = url.Url, DisplayText = url.DisplayText, Endpoint = endpoint });
    }

    /// <summary>The links of a resource whose ports are known.</summary>
    internal static IReadOnlyList<(string? Text, string Url)> LinksOf(IResource resource) =>
        [.. resource.Annotations.OfType<ResourceUrlAnnotation>().Where(u => u.Endpoint?.IsAllocated == true).Select(u => (u.DisplayText, Absolute(u)))];

    private static string Absolute(ResourceUrlAnnotation url) =>
        url.Url.Length == 0 || url.Url.StartsWith('/') ? url.Endpoint?.Url + url.Url : url.Url;

    private static EndpointReference Endpoint<T>(IResourceBuilder<T> builder, string name)
        where T : IResource =>
        builder.Resource is IResourceWithEndpoints resource
            ? new EndpointReference(resource, name)
            : throw new InvalidOperationException($"'{builder.Resource.Name}' has no endpoints.");
}
