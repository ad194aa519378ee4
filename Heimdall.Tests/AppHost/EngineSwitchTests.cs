using System.Diagnostics;
using Heimdall.Tests.LocalHosting;

namespace Heimdall.Tests.AppHost;

/// <summary>Which engine the build chooses, and why; asked of MSBuild itself.</summary>
public sealed class EngineSwitchTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    // On a machine with Docker for everybody, nothing else is looked for.
    private static readonly string WithoutSocketOfOnesOwn = File.Exists("/var/run/docker.sock") ? "aspire" : "local";

    private readonly TemporaryDirectory home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Without_a_container_engine_it_is_the_local_engine() => Assert.Equal(WithoutSocketOfOnesOwn, (await ChooseAsync()).Engine);

    [Theory]
    [InlineData("docker.sock")]
    [InlineData("podman/podman.sock")]
    [InlineData(".docker/run/docker.sock")]
    public async Task The_socket_of_a_container_engine_means_aspire(string socket)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(home.File(socket))!);
        using var listener = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        listener.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(home.File(socket)));

        var (engine, reason) = await ChooseAsync();

        Assert.Equal("aspire", engine);
        Assert.Contains(WithoutSocketOfOnesOwn == "local" ? home.File(socket) : "/var/run", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_docker_host_elsewhere_means_aspire_and_one_that_is_not_there_means_nothing()
    {
        Assert.Equal("aspire", (await ChooseAsync(("DOCKER_HOST", "tcp://192.0.2.1:2375"))).Engine);
        Assert.Equal(WithoutSocketOfOnesOwn, (await ChooseAsync(("DOCKER_HOST", $"unix://{home.File("absent.sock")}"))).Engine);
    }

    [Theory]
    [InlineData("local", "local")]
    [InlineData("Aspire", "aspire")]
    public async Task What_the_operator_says_overrules_what_is_found(string said, string engine)
    {
        var chosen = await ChooseAsync(("HeimdallEngine", said), ("DOCKER_HOST", "tcp://192.0.2.1:2375"));

        Assert.Equal((engine, "HeimdallEngine says so"), chosen);
    }

    [Fact]
    public async Task A_wrong_value_is_an_error_that_names_the_right_ones()
    {
        var (exitCode, output) = await MsBuildAsync("Heimdall.AppHost.csproj", ["-t:CheckEngine"], ("HeimdallEngine", "docker"));

        Assert.NotEqual(0, exitCode);
        Assert.Contains("error HEIMDALL001: HeimdallEngine is 'docker'; it must be aspire or local.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_local_engine_never_looks_for_the_sdk_of_aspire()
    {
        var (exitCode, output) = await MsBuildAsync("Heimdall.AppHost.csproj", ["-getProperty:IsAspireHost,AspireHostingSDKVersion", "-getItem:PackageReference,PackageVersion"], ("HeimdallEngine", "local"));

        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("\"IsAspireHost\": \"true\"", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Aspire.Hosting", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aspires_engine_asks_for_aspires_sdk_and_for_nothing_before_it()
    {
        var (exitCode, output) = await MsBuildAsync("Heimdall.AppHost.csproj", ["-t:CheckEngine"], ("HeimdallEngine", "aspire"));

        // Where the SDK can be had, there is nothing to complain about.
        if (exitCode != 0)
        {
            Assert.Contains("The SDK 'Aspire.AppHost.Sdk/13.5.3' specified could not be found", output, StringComparison.Ordinal);
            Assert.DoesNotContain("HEIMDALL001", output, StringComparison.Ordinal);
            Assert.All(output.Split('\n').Where(l => l.Contains(": error", StringComparison.Ordinal)), l => Assert.Matches("Aspire\\.AppHost\\.Sdk|SDK resolver", l));
        }
    }

    private async Task<(string Engine, string Reason)> ChooseAsync(params (string Name, string Value)[] variables)
    {
        var (exitCode, output) = await MsBuildAsync("Engine.props", ["-getProperty:AppHostEngine,AppHostEngineReason"], variables);
        Assert.True(exitCode == 0, output);
        var properties = System.Text.Json.JsonElement.Parse(output).GetProperty("Properties");
        return (properties.GetProperty("AppHostEngine").GetString()!, properties.GetProperty("AppHostEngineReason").GetString()!);
    }

    private async Task<(int ExitCode, string Output)> MsBuildAsync(string project, string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", Path.Combine(Repository.Root, "Heimdall.AppHost", project), "-nologo", "-tl:off", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in new[] { "HeimdallEngine", "DOCKER_HOST", "MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH" })
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["NUGET_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        start.Environment["HOME"] = home.Path;
        start.Environment["XDG_RUNTIME_DIR"] = home.Path;
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var deadline = new CancellationTokenSource(Deadline);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(deadline.Token);
        var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, output + await error);
    }
}
