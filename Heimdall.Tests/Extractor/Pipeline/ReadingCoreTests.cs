using Heimdall.Extractor.Pipeline;

namespace Heimdall.Tests.Extractor.Pipeline;

public sealed class ReadingCoreTests
{
    [Fact]
    public async Task A_core_is_free_while_bytes_are_awaited_and_taken_again_when_they_are_there()
    {
        var cores = new ComputingCores(1);
        var core = new ReadingCore(cores);
        await core.TakeAsync(CancellationToken.None);
        var bytes = new TaskCompletionSource<int>();
        var awaited = core.AwaitAsync(new ValueTask<int>(bytes.Task));

        var other = cores.TakeAsync(CancellationToken.None);
        Assert.True(other.IsCompletedSuccessfully);
        bytes.SetResult(7);
        Assert.False(awaited.IsCompleted);
        cores.Return();

        Assert.Equal(7, await awaited);
        Assert.False(cores.TakeAsync(new CancellationToken(canceled: true)).IsCompletedSuccessfully);
        core.Return();
        Assert.True(cores.TakeAsync(CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Bytes_that_fail_to_come_leave_the_core_with_the_reader()
    {
        var cores = new ComputingCores(1);
        var core = new ReadingCore(cores);
        await core.TakeAsync(CancellationToken.None);
        var bytes = new TaskCompletionSource<int>();
        var awaited = core.AwaitAsync(new ValueTask<int>(bytes.Task));
        bytes.SetException(new IOException("The store is gone."));

        await Assert.ThrowsAsync<IOException>(async () => await awaited);
        core.Return();
        Assert.True(cores.TakeAsync(CancellationToken.None).IsCompletedSuccessfully);
        Assert.False(cores.TakeAsync(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task Without_a_core_bytes_are_simply_awaited()
    {
        var cores = new ComputingCores(1);
        var bytes = new TaskCompletionSource<int>();
        var awaited = new ReadingCore(cores).AwaitAsync(new ValueTask<int>(bytes.Task));
        bytes.SetResult(3);
        Assert.Equal(3, await awaited);
        Assert.True(cores.TakeAsync(CancellationToken.None).IsCompletedSuccessfully);
        Assert.False(cores.TakeAsync(CancellationToken.None).IsCompleted);
    }
}
