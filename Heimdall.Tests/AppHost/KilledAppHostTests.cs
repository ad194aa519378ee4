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
        using var dotnetRun = StartBelowDotnet();
        var started = await DescendantsOnceUpAsync(dotnetRun.Id);

        dotnetRun.Kill();

        await AllGoneAsync(started);
    }

    [ServersFact]
    public async Task Killing_the_dotnet_command_before_the_app_host_is_up_leaves_no_process()
    {
        // The app host starts nothing while a process of an earlier one has not ended.
        using var leftover = Start("setsid", ["sleep", "600"]);
        Directory.CreateDirectory(data.File("run"));
        new ProcessRecord(data.File("run"), "postgres").Write(leftover.Id);
        using var dotnetRun = StartBelowDotnet();
        await Eventually.HoldsAsync(() => File.Exists(data.File("lock.pid")), UpDeadline, () => $"not begun:\n{string.Join('\n', Heard())}");
        IReadOnlyList<(int Id, long Ticks)> appHost = [.. ProcessTree.Descendants(dotnetRun.Id).Select(p => (p.Id, p.Ticks))];

        dotnetRun.Kill();
        await dotnetRun.WaitForExitAsync();
        leftover.Kill();

        await AllGoneAsync(appHost);
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

    /// <summary>The app host below a process whose command line begins with "dotnet", as that of <c>dotnet run</c>.</summary>
    private Process StartBelowDotnet() => Start("bash", ["-c", $"exec -a dotnet bash -c 'dotnet {string.Join(' ', AppHostArguments())} & wait'"]);

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
