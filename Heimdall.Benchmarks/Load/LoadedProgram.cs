using System.Reflection;
using Heimdall.LocalHosting;

namespace Heimdall.Benchmarks.Load;

/// <summary>A program of the system under load, as it was built beside this one.</summary>
internal abstract class LoadedProgram(string name) : IProjectMetadata
{
    private const string Prefix = "program:";

    /// <summary>The program's own: there is no need to know its sources.</summary>
    public string ProjectPath => ProgramPath;

    public string ProgramPath { get; } = typeof(LoadedProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(metadata => metadata.Key == Prefix + name)?.Value
        ?? throw new InvalidOperationException($"This build does not know where {name} is.");

    internal sealed class Api() : LoadedProgram("Heimdall.Api");

    internal sealed class Extractor() : LoadedProgram("Heimdall.Extractor");
}
