namespace Heimdall.LocalHosting;

/// <summary>A directory as a file URI that survives inside a connection string.</summary>
internal static class DirectoryUri
{
    // Uri.AbsoluteUri leaves ';' and '=' as they are, and ';' would end the value in a connection string.
    public static string From(string path) => "file://" + string.Join('/', Path.GetFullPath(path).Split('/').Select(Uri.EscapeDataString));
}
