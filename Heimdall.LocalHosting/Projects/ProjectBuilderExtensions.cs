namespace Heimdall.LocalHosting;

/// <summary>Projects and other programs as resources.</summary>
public static class ProjectBuilderExtensions
{
    private const int MaxReplicas = 64;

    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new() =>
        builder.AddResource(new ProjectResource(name, new TProject()));

    public static IResourceBuilder<ExecutableResource> AddExecutable(
        this IDistributedApplicationBuilder builder,
        string name,
        string command,
        string workingDirectory,
        params string[] args) =>
        builder.AddResource(new ExecutableResource(name, command, workingDirectory, args));

    /// <summary>Runs this many processes, each on its own port.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not within 1…64.</exception>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(replicas, MaxReplicas);
        return builder.WithAnnotation(new ReplicaAnnotation(replicas));
    }
}
