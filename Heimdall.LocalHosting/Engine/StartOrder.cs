namespace Heimdall.LocalHosting.Engine;

/// <summary>Who waits for whom.</summary>
internal sealed class StartOrder
{
    private readonly Dictionary<IResource, IReadOnlyList<IResource>> dependencies;

    /// <summary>Reads who waits for whom from the resources' annotations.</summary>
    /// <exception cref="LocalEngineException">Resources wait for each other in a circle.</exception>
    public StartOrder(IReadOnlyList<IResource> resources)
    {
        dependencies = resources.ToDictionary(r => r, r => DirectDependencies(r, resources));
        foreach (var resource in resources)
        {
            RefuseCircle(resource, []);
        }
    }

    /// <summary>What must be healthy before the resource starts.</summary>
    public IReadOnlyList<IResource> DependenciesOf(IResource resource) => dependencies[resource];

    /// <summary>What must have stopped before the resource stops.</summary>
    public IReadOnlyList<IResource> DependentsOf(IResource resource) => [.. dependencies.Where(d => d.Value.Contains(resource)).Select(d => d.Key)];

    /// <summary>How many steps of stopping lie behind the resource's own: 0 for one that waits for nothing.</summary>
    public int DepthOf(IResource resource) => DependenciesOf(resource).Select(d => DepthOf(d) + 1).DefaultIfEmpty().Max();

    private static IReadOnlyList<IResource> DirectDependencies(IResource resource, IReadOnlyList<IResource> all)
    {
        var waited = resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource);
        var parent = resource is IResourceWithParent child ? [child.Parent] : Enumerable.Empty<IResource>();
        // A parameter is there from the start.
        return [.. waited.Concat(parent).Distinct().Where(all.Contains)];
    }

    private void RefuseCircle(IResource resource, IReadOnlyList<IResource> path)
    {
        if (path.Contains(resource))
        {
            throw new LocalEngineException($"These wait for each other: {string.Join(" → ", path.Append(resource).Select(r => r.Name))}.");
        }

        foreach (var dependency in dependencies[resource])
        {
            RefuseCircle(dependency, [.. path, resource]);
        }
    }
}
