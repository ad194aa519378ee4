using Heimdall.AppHost;
using Heimdall.LocalHosting.Installation;

namespace Heimdall.Tests.AppHost;

public sealed class AppHostCommandTests
{
    private readonly Dictionary<string, string> environment = new(StringComparer.Ordinal);
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    [Fact]
    public void Without_options_the_defaults_hold()
    {
        var options = Read()!;

        Assert.Equal(8080, options.ApiPort);
        Assert.Equal(1, options.Replicas);
        Assert.Equal(InstallPolicy.Auto, options.Engine.Install);
        Assert.False(options.Demo);
        Assert.True(Path.IsPathRooted(options.Engine.DataDirectory));
    }

    [Fact]
    public void Options_win_over_the_environment()
    {
        environment["HEIMDALL_DATA"] = "/from/environment";
        environment["HEIMDALL_API_PORT"] = "9000";

        Assert.Equal(("/from/environment", 9000), (Read()!.Engine.DataDirectory, Read()!.ApiPort));
        Assert.Equal(("/from/option", 9001), (Read("--data", "/from/option", "--api-port", "9001")!.Engine.DataDirectory, Read("--api-port=9001")!.ApiPort));
    }

    [Fact]
    public void An_empty_variable_is_none()
    {
        environment["HEIMDALL_API_PORT"] = string.Empty;
        environment["HEIMDALL_INSTALL"] = string.Empty;

        Assert.Equal(8080, Read()!.ApiPort);
    }

    [Theory]
    [InlineData("auto", InstallPolicy.Auto)]
    [InlineData("tests", InstallPolicy.Tests)]
    [InlineData("Never", InstallPolicy.Never)]
    public void The_installation_policy_comes_from_the_environment(string value, InstallPolicy expected)
    {
        environment["HEIMDALL_INSTALL"] = value;

        Assert.Equal(expected, Read()!.Engine.Install);
    }

    [Theory]
    [InlineData("--api-port", "--api-port", "0")]
    [InlineData("--api-port", "--api-port", "65536")]
    [InlineData("--api-port", "--api-port", "http")]
    [InlineData("--replicas", "--replicas", "0")]
    [InlineData("--replicas", "--replicas", "65")]
    [InlineData("--exit", "--exit")]
    [InlineData("--bogus", "--bogus")]
    [InlineData("stray", "stray")]
    public void A_mistake_is_named_and_ends_with_code_2(string named, params string[] args)
    {
        Refuses(args);

        Assert.Contains(named, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HEIMDALL_API_PORT", "80 80")]
    [InlineData("HEIMDALL_INSTALL", "always")]
    [InlineData("HEIMDALL_INSTALL", "1")]
    public void A_bad_variable_is_named_and_ends_with_code_2(string name, string value)
    {
        environment[name] = value;

        Refuses();

        Assert.Contains(name, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(value, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Help_names_every_option_and_ends_with_code_0()
    {
        var command = AppHostCommand.Read(["--help"], Variable, output, error);

        Assert.Null(command.Options);
        Assert.Equal(0, command.ExitCode);
        Assert.All(["--data", "--api-port", "--replicas", "--demo", "--exit", "8080"], o => Assert.Contains(o, output.ToString(), StringComparison.Ordinal));
    }

    private AppHostOptions? Read(params string[] args)
    {
        var command = AppHostCommand.Read(args, Variable, output, error);
        Assert.Empty(error.ToString());
        return command.Options;
    }

    private void Refuses(params string[] args)
    {
        var command = AppHostCommand.Read(args, Variable, output, error);

        Assert.Null(command.Options);
        Assert.Equal(AppHostCommand.Misused, command.ExitCode);
    }

    private string? Variable(string name) => environment.GetValueOrDefault(name);
}
