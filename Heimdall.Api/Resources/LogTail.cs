using System.Text;

namespace Heimdall.Api.Resources;

/// <summary>Reads the end of a log that is being written, in bounded memory.</summary>
internal static class LogTail
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>The last lines of <c>{name}.log</c>, and of <c>{name}.1.log</c> where the first has just begun.</summary>
    /// <param name="folder">Folder of the logs.</param>
    /// <param name="name">Name of the process.</param>
    /// <param name="lines">Lines at most; fewer where they are longer than 1 MiB together.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IReadOnlyList<string>> ReadAsync(string folder, string name, int lines, CancellationToken cancellationToken)
    {
        var last = await ReadFileAsync(Path.Combine(folder, $"{name}.log"), cancellationToken);
        if (last.Count >= lines)
        {
            return [.. last.TakeLast(lines)];
        }

        var before = await ReadFileAsync(Path.Combine(folder, $"{name}.1.log"), cancellationToken);
        return [.. before.Concat(last).TakeLast(lines)];
    }

    private static async Task<IReadOnlyList<string>> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var isCut = file.Length > MaxBytes;
            file.Seek(isCut ? -MaxBytes : 0, isCut ? SeekOrigin.End : SeekOrigin.Begin);
            var buffer = new byte[MaxBytes];
            var read = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            var found = Encoding.UTF8.GetString(buffer, 0, read).Split('\n', StringSplitOptions.RemoveEmptyEntries);

            // The first line of a part of a file is a part of a line.
            return isCut ? [.. found.Skip(1)] : found;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }
}
