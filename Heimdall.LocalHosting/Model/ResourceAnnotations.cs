using System.Collections.ObjectModel;

namespace Heimdall.LocalHosting;

/// <summary>One thing said about a resource.</summary>
public interface IResourceAnnotation;

/// <summary>All that was said about a resource, in order.</summary>
public sealed class ResourceAnnotationCollection : Collection<IResourceAnnotation>;

/// <summary>Start only when <paramref name="Resource"/> is healthy.</summary>
/// <param name="Resource">The resource waited for.</param>
public sealed record WaitAnnotation(IResource Resource) : IResourceAnnotation;

/// <summary>Run this many processes of the resource.</summary>
/// <param name="Replicas">At least 1.</param>
public sealed record ReplicaAnnotation(int Replicas) : IResourceAnnotation;

/// <summary>Healthy means that GET on <paramref name="Path"/> answers <paramref name="StatusCode"/>.</summary>
/// <param name="Path">Path below the endpoint's address.</param>
/// <param name="StatusCode">HTTP status.</param>
/// <param name="EndpointName">The endpoint asked.</param>
public sealed record HttpHealthCheckAnnotation(string Path, int StatusCode, string EndpointName) : IResourceAnnotation;

/// <summary>Sets environment variables when the resource starts.</summary>
/// <param name="Callback">Called for every process started; order of calls is order of declaration.</param>
public sealed record EnvironmentCallbackAnnotation(Func<EnvironmentCallbackContext, ValueTask> Callback) : IResourceAnnotation;

/// <summary>Adds arguments to the command line.</summary>
/// <param name="Arguments">In order.</param>
public sealed record ArgumentsAnnotation(IReadOnlyList<string> Arguments) : IResourceAnnotation;

/// <summary>The variables of one process about to start.</summary>
/// <param name="EnvironmentVariables">Name to value; a later declaration replaces an earlier one.</param>
/// <param name="CancellationToken">Cancelled when the system stops.</param>
public sealed record EnvironmentCallbackContext(Dictionary<string, string> EnvironmentVariables, CancellationToken CancellationToken);
