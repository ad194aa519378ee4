namespace Heimdall.Tests.LocalHosting;

/// <summary>A folder that is gone after the test. Servers that run under their own accounts can pass through it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "heimdall-test-" + Guid.NewGuid().ToString("N")[..12]);

    public TemporaryDirectory() => Directory.CreateDirectory(Path);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
