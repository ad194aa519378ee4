namespace Heimdall.Benchmarks.Scratch;

/// <summary>Where servers that are started to be measured keep their data: a given folder stays, another one is removed at the end.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly bool _isKept;

    private ScratchFolder(string path, bool isKept) => (Path, _isKept) = (path, isKept);

    public string Path { get; }

    public static ScratchFolder Take(DirectoryInfo? given) => given is null
        ? new ScratchFolder(Directory.CreateTempSubdirectory("heimdall-benchmark-").FullName, isKept: false)
        : new ScratchFolder(given.FullName, isKept: true);

    public void Dispose()
    {
        if (!_isKept)
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
