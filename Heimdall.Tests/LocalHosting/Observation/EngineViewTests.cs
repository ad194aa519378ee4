using System.Globalization;
using System.Text.Json;
using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Data;
using Heimdall.LocalHosting.Engine;
using Heimdall.LocalHosting.Installation;
using Heimdall.LocalHosting.Observation;
using Heimdall.LocalHosting.Processes;
using Heimdall.LocalHosting.Terminal;
using Heimdall.LocalHosting.Testing;
using Heimdall.Tests.Servers;
using Spectre.Console;

namespace Heimdall.Tests.LocalHosting.Observation;

/// <summary>What the engine lets others see of its system.</summary>
public sealed class EngineViewTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory data = new();
    private readonly CancellationTokenSource deadline = new(Deadline);
    private readonly IDistributedApplicationTestingBuilder builder;

    public EngineViewTests() => builder = DistributedApplicationTestingBuilder.Create($"--LocalEngine:DataDirectory={data.Path}");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await builder.DisposeAsync();
        deadline.Dispose();
        data.Dispose();
    }

    [Fact]
    public async Task The_state_is_in_a_file_for_its_owner_alone_from_start_to_stop()
    {
        builder.AddExecutable("worker", "sh", data.Path, "-c", "while :; do sleep 0.05; done").WithHttpEndpoint()
            .WithAnnotation(new ReplicaAnnotation(2));
        var app = await builder.BuildAsync(deadline.Token);
        await app.StartAsync(deadline.Token);
        await Eventually.HoldsAsync(() => State("worker") is { } s && s.GetProperty("healthy").GetBoolean(), Deadline, () => "not healthy in the file");

        var worker = State("worker")!.Value;
        Assert.Equal(("executable", "Running", 2), (worker.GetProperty("kind").GetString(), worker.GetProperty("state").GetString(), worker.GetProperty("replicas").GetInt32()));
        Assert.Equal(["worker-1", "worker-2"], worker.GetProperty("processes").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        Assert.Equal(2, worker.GetProperty("addresses").GetArrayLength());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(data.File("view/resources.json")));

        await app.StopAsync(deadline.Token);

        Assert.Equal("Exited", State("worker")!.Value.GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_restart_is_counted_with_its_reason()
    {
        builder.AddExecutable("worker", "sh", data.Path, "-c", "echo $$ >> started; while :; do sleep 0.05; done");
        var app = await builder.BuildAsync(deadline.Token);
        await app.StartAsync(deadline.Token);
        await Eventually.HoldsAsync(() => File.Exists(data.File("started")) && File.ReadAllLines(data.File("started")).Length == 1, Deadline, () => "not started");

        Signals.Send(int.Parse(File.ReadAllLines(data.File("started"))[0], CultureInfo.InvariantCulture), Signal.Kill);

        await Eventually.HoldsAsync(
            () => State("worker") is { } s && s.GetProperty("restarts").GetInt32() == 1 && s.GetProperty("healthy").GetBoolean(), Deadline, () => "not counted");
    }

    [Fact]
    public async Task A_secret_that_a_process_prints_reaches_no_log()
    {
        var password = builder.AddParameter("password", secret: true);
        builder.AddExecutable("worker", "sh", data.Path, "-c", "echo the password is $PASSWORD, really; while :; do sleep 0.05; done").WithEnvironment("PASSWORD", password);
        var app = await builder.BuildAsync(deadline.Token);

        await app.StartAsync(deadline.Token);

        var log = data.File("logs/worker.log");
        await Eventually.HoldsAsync(() => File.Exists(log) && File.ReadAllText(log).Contains("really", StringComparison.Ordinal), Deadline, () => "nothing said");
        Assert.Contains("the password is ***, really", File.ReadAllText(log), StringComparison.Ordinal);
        Assert.DoesNotContain((await password.Resource.GetValueAsync(CancellationToken.None))!, File.ReadAllText(log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_falls_ill_is_seen_to_be_ill_and_to_recover()
    {
        new DataDirectory(data.Path).Create(serversHaveOwnAccounts: false);
        var context = new EngineContext(
            new LocalEngineOptions { DataDirectory = data.Path },
            new DataDirectory(data.Path),
            new EngineConsole(AnsiConsole.Console, quiet: true),
            new ProcessTools(ProgramFinder.Find("setpriv")!, ProgramFinder.Find("setsid")!),
            TimeProvider.System,
            new SecretMask([]));
        string? illness = null;
        var process = new SupervisedProcess(
            "worker",
            (_, _) => Task.FromResult(new ProgramStart { Program = "/bin/sh", Arguments = ["-c", "while :; do sleep 0.05; done"], Environment = new Dictionary<string, string>(), WorkingDirectory = "/" }),
            _ => Task.FromResult(Volatile.Read(ref illness)),
            context,
            TimeSpan.FromMilliseconds(10));
        await process.StartAsync((_, _) => { }, deadline.Token);
        try
        {
            Volatile.Write(ref illness, "GET /health answers 503");
            await Eventually.HoldsAsync(() => process.Snapshot is { IsHealthy: false, Reason: "GET /health answers 503" }, Deadline, () => "not seen to be ill");

            Volatile.Write(ref illness, null);
            await Eventually.HoldsAsync(() => process.Snapshot is { IsHealthy: true, Reason: null, Restarts: 0 }, Deadline, () => "not seen to recover");
        }
        finally
        {
            await process.StopAsync(TimeSpan.FromSeconds(5));
        }
    }

    [Fact]
    public async Task Whoever_watches_sees_what_is_and_then_what_becomes()
    {
        var notifications = new ResourceNotificationService();
        var api = new ExecutableResource("api", "sh", "/");
        notifications.Publish(api, new ResourceSnapshot("api", KnownResourceStates.Waiting, IsHealthy: false));
        await using var changes = notifications.WatchAsync(deadline.Token).GetAsyncEnumerator();

        Assert.True(await changes.MoveNextAsync());
        Assert.Equal(KnownResourceStates.Waiting, changes.Current.Snapshot.State);
        notifications.Publish(api, new ResourceSnapshot("api", KnownResourceStates.Running, IsHealthy: true));
        Assert.True(await changes.MoveNextAsync());
        Assert.True(changes.Current.Snapshot.IsHealthy);
    }

    [Fact]
    public void Since_is_when_state_or_health_changed_not_when_it_was_looked_at()
    {
        var notifications = new ResourceNotificationService();
        var api = new ExecutableResource("api", "sh", "/");
        ResourceSnapshot Publish(bool healthy, string? reason = null)
        {
            notifications.Publish(api, new ResourceSnapshot("api", KnownResourceStates.Running, healthy, Reason: reason));
            return notifications.TryGetCurrentState("api", out var now) ? now!.Snapshot : throw new InvalidOperationException("lost");
        }

        var first = Publish(healthy: false, "refused");
        var second = Publish(healthy: false, "still refused");
        var third = Publish(healthy: true);

        Assert.Equal(first.Since, second.Since);
        Assert.True(third.Since > second.Since);
    }

    private JsonElement? State(string name)
    {
        var path = data.File("view/resources.json");
        return File.Exists(path)
            ? JsonElement.Parse(File.ReadAllText(path)).GetProperty("resources").EnumerateArray().Single(r => r.GetProperty("name").GetString() == name)
            : null;
    }
}
