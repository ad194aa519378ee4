namespace Heimdall.LocalHosting;

/// <summary>A project of the solution that runs as a resource. The build writes one class a referenced project.</summary>
public interface IProjectMetadata
{
    /// <summary>Full path of the project file.</summary>
    string ProjectPath { get; }

    /// <summary>Full path of the built program (the .dll that <c>dotnet</c> runs).</summary>
    string ProgramPath { get; }
}
