using System.Text;

namespace Heimdall.LocalHosting.Processes;

/// <summary>Reads a process's output line by line, in bounded memory.</summary>
internal static class LineReader
{
    /// <summary>A longer line is handed on in pieces of this length.</summary>
    public const int MaxLineCharacters = 8192;

    /// <summary>Hands every line to <paramref name="onLine"/> until the stream ends.</summary>
    public static async Task ReadAsync(TextReader reader, Action<string> onLine)
    {
        var buffer = new char[4096];
        var line = new StringBuilder();
        int read;
        while ((read = await reader.ReadAsync(buffer)) > 0)
        {
            foreach (var c in buffer.AsSpan(0, read))
            {
                if (c != '\n')
                {
                    line.Append(c);
                }

                if (c == '\n' || line.Length == MaxLineCharacters)
                {
                    Emit();
                }
            }
        }

        if (line.Length > 0)
        {
            Emit();
        }

        void Emit()
        {
            var end = line.Length > 0 && line[^1] == '\r' ? line.Length - 1 : line.Length;
            onLine(line.ToString(0, end));
            line.Clear();
        }
    }
}
