using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Scenarios;

/// <summary>A file system of a few megabytes, in memory.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal) { ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin" };
    private static readonly Lazy<string?> Reason = new(FindWhyAbsent);

    private SmallDisk(string path) => Path = path;

    public static string? WhyAbsent => Reason.Value;

    public string Path { get; }

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var path = Directory.CreateTempSubdirectory("heimdall-small-disk-").FullName;
        await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0755", "tmpfs", path);
        return new SmallDisk(path);
    }

    /// <summary>Writes until nothing more fits.</summary>
    public async Task FillAsync()
    {
        await using var ballast = new FileStream(System.IO.Path.Join(Path, "ballast"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (true)
            {
                await ballast.WriteAsync(new byte[4096]);
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", Path);
        Directory.Delete(Path);
    }

    private static string? FindWhyAbsent()
    {
        if (Environment.UserName != "root")
        {
            return "a small disk needs mounting, which only root may";
        }

        try
        {
            Task.Run(async () => await (await MountAsync(megabytes: 1)).DisposeAsync()).GetAwaiter().GetResult();
            return null;
        }
        catch (InvalidOperationException refused)
        {
            return $"a small disk needs mounting, which is not allowed here: {refused.Message}";
        }
    }

    private static async Task RunAsync(params string[] command) => await ServerProcess.RunAsync(Environment.UserName, Variables, command);
}

/// <summary>A fact that is skipped, with the reason, where nothing may be mounted or no broker can be had.</summary>
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = TestBroker.WhyAbsent ?? SmallDisk.WhyAbsent;
}
