using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Testing;

namespace Heimdall.Tests.LocalHosting.Commands;

public sealed class ResourceCommandTests : IAsyncLifetime
{
    private readonly IDistributedApplicationTestingBuilder builder = DistributedApplicationTestingBuilder.Create("--LocalEngine:DataDirectory=/nowhere");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await builder.DisposeAsync();

    [Fact]
    public async Task A_command_runs_and_its_result_comes_back()
    {
        Api().WithCommand("greet", "Greet", context => Task.FromResult(CommandResults.Success("done", $"hello from {context.ResourceName}", CommandResultFormat.Markdown)));

        var result = await builder.Build().ResourceCommands.ExecuteCommandAsync("API", "greet");

        Assert.Equal((true, "done", "hello from api", CommandResultFormat.Markdown), (result.Success, result.Message, result.Data!.Value, result.Data.Format));
    }

    [Fact]
    public async Task What_a_command_throws_is_a_failure_and_being_stopped_is_none()
    {
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        Api().WithCommand("break", "Break", _ => throw new InvalidOperationException("no such luck"))
            .WithCommand("wait", "Wait", context => Task.FromCanceled<ExecuteCommandResult>(context.CancellationToken));
        var commands = builder.Build().ResourceCommands;

        var broken = await commands.ExecuteCommandAsync("api", "break");
        var waiting = await commands.ExecuteCommandAsync("api", "wait", stopped.Token);

        Assert.Equal((false, false, "no such luck"), (broken.Success, broken.Canceled, broken.Message));
        Assert.Equal((false, true), (waiting.Success, waiting.Canceled));
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        Api();
        var commands = builder.Build().ResourceCommands;

        Assert.Contains("'api' has no command 'fly'", (await commands.ExecuteCommandAsync("api", "fly")).Message, StringComparison.Ordinal);
        Assert.Contains("no resource named 'moon'", (await commands.ExecuteCommandAsync("moon", "fly")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_declared_again_replaces_the_first()
    {
        Api().WithCommand("greet", "Greet", _ => Task.FromResult(CommandResults.Success("first")))
            .WithCommand("greet", "Greet", _ => Task.FromResult(CommandResults.Success("second")));

        Assert.Equal("second", (await builder.Build().ResourceCommands.ExecuteCommandAsync("api", "greet")).Message);
    }

    private IResourceBuilder<ExecutableResource> Api() => builder.AddExecutable("api", "sh", "/");
}
