using System.Diagnostics;
using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Processes;
using Heimdall.LocalHosting.Testing;
using Heimdall.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Heimdall.Tests.LocalHosting.Servers;

/// <summary>Small systems of shell scripts: order, health, output, restarts, stopping.</summary>
public sealed class SystemTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory data = new();
    private readonly CancellationTokenSource deadline = new(Deadline);
    private readonly IDistributedApplicationTestingBuilder builder;

    public SystemTests() => builder = DistributedApplicationTestingBuilder.Create($"--LocalEngine:DataDirectory={data.Path}");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await builder.DisposeAsync();
        deadline.Dispose();
        data.Dispose();
    }

    [Fact]
    public async Task A_service_starts_after_what_it_waits_for_and_stops_before_it()
    {
        var first = Script("first", "trap 'echo first >> stopped; exit' TERM; echo first >> started; while :; do sleep 0.05; done");
        Script("second", "trap 'echo second >> stopped; exit' TERM; test -f run/first.pid && echo after first >> started; while :; do sleep 0.05; done").WaitFor(first);
        var app = await StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("second", deadline.Token);
        await Eventually.HoldsAsync(() => Lines("started").Length == 2, Deadline, () => "not both started");

        await app.StopAsync(deadline.Token);

        Assert.Equal(["after first", "first"], Lines("started").Order(StringComparer.Ordinal));
        Assert.Equal(["second", "first"], Lines("stopped"));
    }

    [Fact]
    public async Task A_service_that_dies_starts_again()
    {
        Script("worker", "echo $$ >> started; while :; do sleep 0.05; done");
        var app = await StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("worker", deadline.Token);
        await Eventually.HoldsAsync(() => Lines("started").Length == 1, Deadline, () => "not started");

        Signals.Send(int.Parse(Lines("started")[0], System.Globalization.CultureInfo.InvariantCulture), Signal.Kill);

        await app.ResourceNotifications.WaitForResourceAsync("worker", e => e.Snapshot.Reason?.Contains("exit code 137", StringComparison.Ordinal) == true, deadline.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("worker", deadline.Token);
        await Eventually.HoldsAsync(() => Lines("started").Length == 2, Deadline, () => "not started again");
    }

    [Fact]
    public async Task A_service_that_never_becomes_ready_fails_with_its_last_words_and_so_do_those_who_wait_for_it()
    {
        var broken = Script("broken", "echo Uploads__MaxBytes must be positive >&2; sleep 0.3; exit 3").WithHttpEndpoint().WithHttpHealthCheck("/health");
        Script("waiting", "sleep 600").WaitFor(broken);
        var app = await StartAsync();

        var error = await Assert.ThrowsAsync<LocalEngineException>(() => app.ResourceNotifications.WaitForResourceHealthyAsync("waiting", deadline.Token));

        Assert.Contains("broken ended with exit code 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("Uploads__MaxBytes must be positive", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_service_prints_is_in_its_log()
    {
        Script("worker", "echo out; echo err >&2; while :; do sleep 0.05; done");
        await StartAsync();

        var log = data.File("logs/worker.log");
        await Eventually.HoldsAsync(
            () => File.Exists(log) && File.ReadAllText(log) is var text && text.Contains(" out\n", StringComparison.Ordinal) && text.Contains(" err\n", StringComparison.Ordinal),
            Deadline,
            () => "nothing in the log");
    }

    [Fact]
    public async Task A_process_that_ignores_the_request_to_stop_is_killed_with_its_children_within_15_s()
    {
        Script("stubborn", "trap '' TERM; echo $$ >> started; sleep 600 & echo $! >> started; while :; do sleep 0.05; done");
        var app = await StartAsync();
        await Eventually.HoldsAsync(() => Lines("started").Length == 2, Deadline, () => "not started");
        var processes = Lines("started").Select(l => int.Parse(l, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        var began = Stopwatch.GetTimestamp();

        await app.StopAsync(deadline.Token);

        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(15));
        await Eventually.HoldsAsync(() => processes.TrueForAll(p => ProcFile.StartTicks(p) is null), Deadline, () => "left behind");
    }

    [Fact]
    public async Task Replicas_have_ports_of_their_own_and_names_in_order()
    {
        builder.AddExecutable("worker", "sh", data.Path, "-c", "echo $ASPNETCORE_URLS >> urls; while :; do sleep 0.05; done")
            .WithHttpEndpoint(port: 80)
            .WithAnnotation(new ReplicaAnnotation(3));

        await StartAsync();

        await Eventually.HoldsAsync(() => Lines("urls").Length == 3, Deadline, () => "not all started");
        Assert.Equal(3, Lines("urls").Distinct(StringComparer.Ordinal).Count());
        Assert.All(Lines("urls"), u => Assert.Matches("^http://127\\.0\\.0\\.1:[0-9]{4,5}$", u));
        Assert.True(File.Exists(data.File("logs/worker-3.log")));
    }

    [Fact]
    public async Task The_same_data_twice_is_refused_and_the_first_goes_on()
    {
        Script("worker", "while :; do sleep 0.05; done");
        var app = await StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("worker", deadline.Token);
        await using var again = DistributedApplicationTestingBuilder.Create($"--LocalEngine:DataDirectory={data.Path}");

        var error = await Assert.ThrowsAsync<LocalEngineException>(() => again.Build().StartAsync(deadline.Token));

        Assert.Contains("is in use by another app host", error.Message, StringComparison.Ordinal);
        Assert.True(app.ResourceNotifications.TryGetCurrentState("worker", out var state) && state!.Snapshot.IsHealthy);
    }

    [Fact]
    public async Task A_public_port_in_use_is_refused_with_the_option_that_changes_it()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        builder.Configuration["LocalEngine:RandomizePorts"] = "false";
        builder.Configuration["LocalEngine:PortOption"] = "--api-port";
        Script("api", "sleep 600").WithHttpEndpoint(port);

        var error = await Assert.ThrowsAsync<LocalEngineException>(StartAsync);

        Assert.Contains($"Port {port} of 'api' is in use", error.Message, StringComparison.Ordinal);
        Assert.Contains("--api-port", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        builder.AddExecutable("worker", "no-such-program", data.Path);
        var app = await StartAsync();

        var error = await Assert.ThrowsAsync<LocalEngineException>(() => app.ResourceNotifications.WaitForResourceHealthyAsync("worker", deadline.Token));

        Assert.Contains("no-such-program", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hosted_services_of_the_app_host_run_beside_the_resources()
    {
        var ran = new TaskCompletionSource();
        builder.Services.AddHostedService(_ => new Beside(ran));

        await StartAsync();

        await ran.Task.WaitAsync(deadline.Token);
    }

    private IResourceBuilder<ExecutableResource> Script(string name, string script) => builder.AddExecutable(name, "sh", data.Path, "-c", script);

    private string[] Lines(string file) => File.Exists(data.File(file)) ? File.ReadAllLines(data.File(file)) : [];

    private async Task<DistributedApplication> StartAsync()
    {
        var app = await builder.BuildAsync(deadline.Token);
        await app.StartAsync(deadline.Token);
        return app;
    }

    private sealed class Beside(TaskCompletionSource ran) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            ran.SetResult();
            return Task.CompletedTask;
        }
    }
}
