using Heimdall.LocalHosting;

namespace Heimdall.Tests.LocalHosting.Engine;

public sealed class ResourceNotificationTests
{
    private readonly ResourceNotificationService notifications = new();
    private readonly ExecutableResource api = new("api", "sh", "/");

    public ResourceNotificationTests() => Publish(KnownResourceStates.NotStarted, healthy: false);

    [Fact]
    public async Task Waiting_ends_with_health_not_with_running()
    {
        var healthy = notifications.WaitForResourceHealthyAsync("api");

        Publish(KnownResourceStates.Running, healthy: false);
        Assert.False(healthy.IsCompleted);
        Publish(KnownResourceStates.Running, healthy: true);

        Assert.True((await healthy).Snapshot.IsHealthy);
    }

    [Fact]
    public async Task What_is_so_already_needs_no_waiting()
    {
        Publish(KnownResourceStates.Running, healthy: true);

        Assert.Same(api, (await notifications.WaitForResourceHealthyAsync("API")).Resource);
    }

    [Fact]
    public async Task A_resource_that_cannot_start_ends_the_waiting_with_its_reason()
    {
        var healthy = notifications.WaitForResourceHealthyAsync("api");

        notifications.Publish(api, new ResourceSnapshot("api", KnownResourceStates.FailedToStart, IsHealthy: false, Reason: "no such program"));

        Assert.Equal("no such program", (await Assert.ThrowsAsync<LocalEngineException>(() => healthy)).Message);
    }

    [Fact]
    public async Task Waiting_can_be_given_up()
    {
        using var given = new CancellationTokenSource();
        var healthy = notifications.WaitForResourceHealthyAsync("api", given.Token);

        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => healthy);
    }

    [Fact]
    public async Task An_unknown_resource_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => notifications.WaitForResourceHealthyAsync("nobody"));

    private void Publish(string state, bool healthy) => notifications.Publish(api, new ResourceSnapshot("api", state, healthy));
}
