namespace Heimdall.LocalHosting;

/// <summary>Describes one resource. Covariant, so that a database's builder is accepted wherever any connection string is.</summary>
/// <typeparam name="T">Kind of resource.</typeparam>
public interface IResourceBuilder<out T>
    where T : IResource
{
    IDistributedApplicationBuilder ApplicationBuilder { get; }

    T Resource { get; }
}

internal sealed class ResourceBuilder<T>(IDistributedApplicationBuilder applicationBuilder, T resource) : IResourceBuilder<T>
    where T : IResource
{
    public IDistributedApplicationBuilder ApplicationBuilder => applicationBuilder;

    public T Resource => resource;
}
