using System.Runtime.InteropServices;

namespace Heimdall.LocalHosting;

/// <summary>The <c>dotnet</c> program that belongs to the runtime this process runs on.</summary>
internal static class DotnetHost
{
    // …/dotnet/shared/Microsoft.NETCore.App/10.0.x/ → …/dotnet/dotnet. The app host itself may be running as its own executable,
    // and another dotnet may come first on the PATH.
    public static string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
}
