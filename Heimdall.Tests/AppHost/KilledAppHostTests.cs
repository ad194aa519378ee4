using System.Diagnostics;
using System.Globalization;
using Heimdall.LocalHosting.Processes;
using Heimdall.Tests.LocalHosting;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.AppHost;

/// <summary>Real app host processes, killed in every way.</summary>
public sealed class KilledAppHostTests : IDisposable
{
    private static readonly TimeSpan UpDeadline = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan GoneDeadline = TimeSpan.FromSeconds(20);

    // What runs once the servers are up and the first service is started.
    private static readonly string[] Expected = ["postgres", "beam.smp", "epmd", "Heimdall.Api.dll"];

    private readonly TemporaryDirectory data = new();
    private readonly List<string> lines = [];

    public void Dispose() => data.Dispose();

    [ServersFact]
    public async Task Killing_the_app_host_leaves_no_process()
    {
        using var appHost = Start("dotnet", AppHostArguments());
        var started = await DescendantsOnceUpAsync(appHost.Id);

        appHost.Kill();

        await AllGoneAsync(started);
    }

    [ServersFact]
    public async Task Killing_the_dotnet_command_above_the_app_host_leaves_no_process()
    {
        // A parent whose command line begins with "dotnet", as that of `dotnet run`.
        using var dotnetRun = Start("bash", ["-c", $"exec -a dotnet bash -c 'dotnet {string.Join(' ', AppHostArguments())} & wait'"]);
        var started = await DescendantsOnceUpAsync(dotnetRun.Id);

        dotnetRun.Kill();

        await AllGoneAsync(started);
    }

    [ServersFact]
    public async Task Asked_to_end_the_app_host_stops_everything_within_15_s()
    {
        using var appHost = Start("dotnet", AppHostArguments());
        var started = await DescendantsOnceUpAsync(appHost.Id);
        var began = Stopwatch.GetTimestamp();

        Signals.Send(appHost.Id, Signal.Terminate);
        await appHost.WaitForExitAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(16));
        await AllGoneAsync(started);
        Assert.Empty(Directory.EnumerateFiles(data.File("run")));
    }

    private IReadOnlyList<string> AppHostArguments() =>
        [Path.Combine(AppContext.BaseDirectory, "Heimdall.AppHost.dll"), "--data", data.Path, "--api-port", FreePort.Choose().ToString(CultureInfo.InvariantCulture)];

    private Process Start(string program, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(info) ?? throw new InvalidOperationException("not started");
        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Hear(object sender, DataReceivedEventArgs e)
    {
        lock (lines)
        {
            lines.Add(e.Data ?? string.Empty);
        }
    }

    private async Task<IReadOnlyList<(int Id, long Ticks)>> DescendantsOnceUpAsync(int root)
    {
        await Eventually.HoldsAsync(
            () => ProcessTree.Descendants(root) is var all && Array.TrueForAll(Expected, e => all.Any(p => p.CommandLine.Contains(e, StringComparison.Ordinal))),
            UpDeadline,
            () => $"not up:\n{string.Join('\n', Heard())}");
        return [.. ProcessTree.Descendants(root).Select(p => (p.Id, p.Ticks))];
    }

    private static Task AllGoneAsync(IReadOnlyList<(int Id, long Ticks)> started) => Eventually.HoldsAsync(
        () => !Left(started).Any(),
        GoneDeadline,
        () => $"left: {string.Join("; ", Left(started).Select(p => string.Join(' ', ProcFile.CommandLine(p.Id))))}");

    private static IEnumerable<(int Id, long Ticks)> Left(IEnumerable<(int Id, long Ticks)> started) => started.Where(p => ProcFile.StartTicks(p.Id) == p.Ticks);

    private string[] Heard()
    {
        lock (lines)
        {
            return [.. lines];
        }
    }
}
