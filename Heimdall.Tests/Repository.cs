using System.Runtime.CompilerServices;

namespace Heimdall.Tests;

/// <summary>Where the tests come from.</summary>
internal static class Repository
{
    /// <summary>The folder of <c>Heimdall.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot([CallerFilePath] string thisFile = "") =>
        Path.GetDirectoryName(Path.GetDirectoryName(thisFile)) ?? throw new InvalidOperationException($"{thisFile} has no repository above it.");
}
