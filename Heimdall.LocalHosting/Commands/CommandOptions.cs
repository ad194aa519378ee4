namespace Heimdall.LocalHosting;

/// <summary>How a command of a resource is shown.</summary>
public sealed class CommandOptions
{
    /// <summary>What it does, in a sentence.</summary>
    public string? Description { get; set; }

    /// <summary>What people are asked before it runs; null asks nothing.</summary>
    public string? ConfirmationMessage { get; set; }

    /// <summary>Name of an icon, for engines that draw one.</summary>
    public string? IconName { get; set; }

    /// <summary>Shown first.</summary>
    public bool IsHighlighted { get; set; }
}

/// <summary>What a command is told when it runs.</summary>
public sealed class ExecuteCommandContext
{
    /// <summary>The resource it belongs to.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Services of the app host.</summary>
    public required IServiceProvider ServiceProvider { get; init; }

    /// <summary>Cancelled when whoever asked gives up.</summary>
    public required CancellationToken CancellationToken { get; init; }
}

/// <summary>A command of a resource.</summary>
/// <param name="Name">Unique for the resource; for programs.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="ExecuteCommand">What it does.</param>
/// <param name="Options">How it is shown.</param>
public sealed record ResourceCommandAnnotation(
    string Name,
    string DisplayName,
    Func<ExecuteCommandContext, Task<ExecuteCommandResult>> ExecuteCommand,
    CommandOptions Options) : IResourceAnnotation;

public static class CommandBuilderExtensions
{
    /// <summary>Adds a command to the resource, or replaces the one of that name.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="name">Unique for the resource; for programs.</param>
    /// <param name="displayName">For people.</param>
    /// <param name="executeCommand">What it does. What it throws becomes a failure.</param>
    /// <param name="commandOptions">How it is shown.</param>
    public static IResourceBuilder<T> WithCommand<T>(
        this IResourceBuilder<T> builder,
        string name,
        string displayName,
        Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand,
        CommandOptions? commandOptions = null)
        where T : IResource
    {
        if (builder.Resource.Annotations.OfType<ResourceCommandAnnotation>().FirstOrDefault(c => c.Name == name) is { } earlier)
        {
            builder.Resource.Annotations.Remove(earlier);
        }

        return builder.WithAnnotation(new ResourceCommandAnnotation(name, displayName, executeCommand, commandOptions ?? new CommandOptions()));
    }
}
