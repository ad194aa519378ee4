namespace Heimdall.LocalHosting;

/// <summary>Runs the commands of resources.</summary>
public sealed class ResourceCommandService
{
    private readonly IReadOnlyList<IResource> resources;
    private readonly IServiceProvider services;

    internal ResourceCommandService(IReadOnlyList<IResource> resources, IServiceProvider services)
    {
        this.resources = resources;
        this.services = services;
    }

    /// <summary>Runs a command.</summary>
    /// <returns>Never throws what the command throws: that is a failure.</returns>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default) =>
        resources.FirstOrDefault(r => string.Equals(r.Name, resourceId, StringComparison.OrdinalIgnoreCase)) is { } resource
            ? ExecuteCommandAsync(resource, commandName, cancellationToken)
            : Task.FromResult(CommandResults.Failure($"There is no resource named '{resourceId}'."));

    /// <inheritdoc cref="ExecuteCommandAsync(string, string, CancellationToken)" />
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default)
    {
        if (resource.Annotations.OfType<ResourceCommandAnnotation>().FirstOrDefault(c => c.Name == commandName) is not { } command)
        {
            return CommandResults.Failure($"'{resource.Name}' has no command '{commandName}'.");
        }

        try
        {
            return await command.ExecuteCommand(new ExecuteCommandContext
            {
                ResourceName = resource.Name,
                ServiceProvider = services,
                CancellationToken = cancellationToken,
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return CommandResults.Canceled();
        }
        catch (Exception e)
        {
            // Where a command's outcome is decided, whatever it was.
            return CommandResults.Failure(e);
        }
    }
}
