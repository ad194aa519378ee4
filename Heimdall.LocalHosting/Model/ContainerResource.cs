namespace Heimdall.LocalHosting;

/// <summary>A server that an engine with containers runs in one, and this engine as a local process.</summary>
/// <param name="name">Name of the resource.</param>
public abstract class ContainerResource(string name) : Resource(name), IResourceWithEndpoints, IResourceWithWaitSupport;

/// <summary>How long a container outlives its app host. Local processes always end with it; their data stay.</summary>
public enum ContainerLifetime
{
    Session,
    Persistent,
}

public static class ContainerResourceBuilderExtensions
{
    /// <summary>Says which version a container has. The local engine runs the one that is installed on this machine.</summary>
    public static IResourceBuilder<T> WithImageTag<T>(this IResourceBuilder<T> builder, string tag)
        where T : ContainerResource
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        return builder;
    }

    /// <summary>Says how long a container lives. The local engine ends every process with the app host and keeps the data.</summary>
    public static IResourceBuilder<T> WithLifetime<T>(this IResourceBuilder<T> builder, ContainerLifetime lifetime)
        where T : ContainerResource =>
        Enum.IsDefined(lifetime) ? builder : throw new ArgumentOutOfRangeException(nameof(lifetime), lifetime, "Session or Persistent.");
}
