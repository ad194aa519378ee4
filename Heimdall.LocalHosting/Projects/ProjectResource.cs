namespace Heimdall.LocalHosting;

/// <summary>A program that runs as one or more processes.</summary>
public interface IProcessResource : IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport
{
    /// <summary>The program and its first arguments.</summary>
    IReadOnlyList<string> CommandLine { get; }

    string WorkingDirectory { get; }
}

/// <summary>A .NET project of the solution, run from its built program.</summary>
/// <param name="name">Name of the resource.</param>
/// <param name="metadata">Where project and program are.</param>
public sealed class ProjectResource(string name, IProjectMetadata metadata) : Resource(name), IProcessResource, IResourceWithServiceDiscovery
{
    /// <inheritdoc />
    public IReadOnlyList<string> CommandLine => [DotnetHost.Path, metadata.ProgramPath];

    /// <summary>The project's folder, where its settings files are; the program's folder when only that was deployed.</summary>
    public string WorkingDirectory
    {
        get
        {
            var project = Path.GetDirectoryName(metadata.ProjectPath);
            return Directory.Exists(project) ? project : Path.GetDirectoryName(metadata.ProgramPath) ?? Environment.CurrentDirectory;
        }
    }
}

/// <summary>Any other program.</summary>
/// <param name="name">Name of the resource.</param>
/// <param name="command">Full path of the program, or its name on the PATH.</param>
/// <param name="workingDirectory">Its working directory.</param>
/// <param name="args">Its arguments.</param>
public sealed class ExecutableResource(string name, string command, string workingDirectory, params string[] args)
    : Resource(name), IProcessResource, IResourceWithServiceDiscovery
{
    /// <inheritdoc />
    public IReadOnlyList<string> CommandLine => [command, .. args];

    /// <inheritdoc />
    public string WorkingDirectory => workingDirectory;
}
