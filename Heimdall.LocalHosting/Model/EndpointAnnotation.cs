using System.Globalization;

namespace Heimdall.LocalHosting;

/// <summary>A named address that a resource listens on, always on the loopback interface.</summary>
/// <param name="name">Name of the endpoint (<c>http</c>, <c>tcp</c>).</param>
/// <param name="uriScheme">Scheme of its URL.</param>
/// <param name="port">The port asked for; null takes a free one at every start.</param>
/// <param name="targetPortVariable">Environment variable that tells the process its port; null when it learns it otherwise.</param>
public sealed class EndpointAnnotation(string name, string uriScheme, int? port, string? targetPortVariable = null) : IResourceAnnotation
{
    internal const string LoopbackHost = "127.0.0.1";

    public string Name => name;

    public string UriScheme => uriScheme;

    public int? Port => port;

    /// <summary>The port in use; null before the engine has chosen one.</summary>
    public int? AllocatedPort { get; internal set; }

    /// <summary>Meant for people and programs outside the system.</summary>
    public bool IsExternal { get; internal set; }

    internal string? TargetPortVariable => targetPortVariable;

    internal string? UrlOrNull => AllocatedPort is { } allocated
        ? string.Create(CultureInfo.InvariantCulture, $"{uriScheme}://{LoopbackHost}:{allocated}")
        : null;
}

/// <summary>An endpoint of a resource, to be resolved once its port is known.</summary>
/// <param name="resource">The resource that listens.</param>
/// <param name="endpointName">Name of the endpoint.</param>
public sealed class EndpointReference(IResourceWithEndpoints resource, string endpointName)
{
    public IResourceWithEndpoints Resource => resource;

    public string EndpointName => endpointName;

    public bool IsAllocated => Annotation.AllocatedPort is not null;

    /// <summary>Always the loopback interface.</summary>
    public string Host => EndpointAnnotation.LoopbackHost;

    /// <summary>The port in use.</summary>
    /// <exception cref="InvalidOperationException">The resource has no such endpoint, or its port has not been chosen yet.</exception>
    public int Port => Annotation.AllocatedPort ?? throw NotAllocated();

    /// <summary>Scheme, host and port, without a slash at the end.</summary>
    /// <exception cref="InvalidOperationException">The resource has no such endpoint, or its port has not been chosen yet.</exception>
    public string Url => Annotation.UrlOrNull ?? throw NotAllocated();

    private EndpointAnnotation Annotation =>
        resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(e => string.Equals(e.Name, endpointName, StringComparison.OrdinalIgnoreCase))
        ?? throw new InvalidOperationException($"'{resource.Name}' has no endpoint named '{endpointName}'.");

    private InvalidOperationException NotAllocated() => new($"The endpoint '{endpointName}' of '{resource.Name}' has no port before the system starts.");
}
