namespace Heimdall.LocalHosting;

/// <summary>A part of the system: a server, a database, a service, a parameter.</summary>
public interface IResource
{
    /// <summary>Unique name within the system; also the prefix of its console lines and its folder under the data directory.</summary>
    string Name { get; }

    /// <summary>What was said about the resource when the system was described.</summary>
    ResourceAnnotationCollection Annotations { get; }
}

/// <summary>A resource that lives inside another, as a database does in its server.</summary>
public interface IResourceWithParent : IResource
{
    IResource Parent { get; }
}

/// <summary>A resource that is given environment variables.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>A resource that can wait for others before it starts.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>A resource that listens on named endpoints.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>A resource that others find by name: <c>services__{name}__{scheme}__{n}</c>.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;

/// <summary>A resource that others reach by a connection string.</summary>
public interface IResourceWithConnectionString : IResource
{
    /// <summary>The connection string, complete with port and password.</summary>
    /// <exception cref="InvalidOperationException">Its port has not been allocated yet.</exception>
    ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default);

    /// <summary>The parts of the connection (HOST, PORT, PASSWORD, URI, …) under the names that references give them.</summary>
    /// <exception cref="InvalidOperationException">Its port has not been allocated yet.</exception>
    ValueTask<IReadOnlyList<KeyValuePair<string, string>>> GetConnectionPropertiesAsync(CancellationToken cancellationToken = default);
}
