using Heimdall.Tests.Extractor;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Scenarios;

/// <summary>Objects that are named pipes: whoever reads one gets what was put in, and then waits.</summary>
internal sealed class RecordingPipes : IDisposable
{
    private readonly List<(string Path, FileStream Writer)> _pipes = [];

    public string PathOf(int index) => _pipes[index].Path;

    /// <summary>Makes a pipe with some bytes in it, fewer than 64 KiB.</summary>
    public async Task MakeAsync(string path, ReadOnlyMemory<byte> content)
    {
        await ServerProcess.RunAsync(Environment.UserName, new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" }, "mkfifo", path);

        // For reading too: opening waits for nobody then.
        var writer = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        await writer.WriteAsync(content);
        _pipes.Add((path, writer));
    }

    /// <summary>Puts the whole recording where each pipe was.</summary>
    public async Task ReplaceAsync(TestRecording recording)
    {
        foreach (var (path, writer) in _pipes)
        {
            File.Delete(path);
            await File.WriteAllBytesAsync(path, recording.Stored ?? []);
            await writer.DisposeAsync();
        }

        _pipes.Clear();
    }

    public void Dispose()
    {
        foreach (var (_, writer) in _pipes)
        {
            writer.Dispose();
        }
    }
}
