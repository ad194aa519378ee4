using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Engine;
using Heimdall.LocalHosting.Installation;

namespace Heimdall.Tests.LocalHosting.Engine;

public sealed class RunningSystemTests
{
    [Fact]
    public async Task Stopped_while_starting_it_returns_when_nothing_is_starting_any_more()
    {
        var slow = new InterruptedStart("postgres", TimeSpan.FromMilliseconds(300));
        var quick = new InterruptedStart("api", TimeSpan.FromMilliseconds(1));
        var system = new RunningSystem([slow, quick], new ResourceNotificationService());
        using var stopping = new CancellationTokenSource();
        var start = system.StartAsync(stopping.Token);
        await Task.WhenAll(slow.Begun, quick.Begun);

        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);

        Assert.True(slow.HasEnded);
    }

    /// <summary>A start that ends some time after it was cancelled, as one in the middle of initdb.</summary>
    private sealed class InterruptedStart(string name, TimeSpan afterCancellation) : IResourceRunner
    {
        private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool hasEnded;

        public Task Begun => begun.Task;

        public bool HasEnded => hasEnded;

        public IResource Resource { get; } = new ExecutableResource(name, "sh", "/");

        public string? Address => null;

        public IReadOnlyList<ProgramRequirement> Requirements => [];

        public void AllocatePorts()
        {
        }

        public async Task StartAsync(Action<bool, string?> report, CancellationToken cancellationToken)
        {
            begun.SetResult();
            var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = cancellationToken.Register(cancelled.SetResult);
            await cancelled.Task;
            using var timer = new PeriodicTimer(afterCancellation);
            await timer.WaitForNextTickAsync(CancellationToken.None);
            hasEnded = true;
            cancellationToken.ThrowIfCancellationRequested();
        }

        public Task StopAsync(TimeSpan grace) => Task.CompletedTask;
    }
}
