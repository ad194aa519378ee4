using Heimdall.Ledger.Objects;
using Heimdall.Tests.Extractor;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heimdall.Tests.Scenarios;

/// <summary>A store on a disk that is full.</summary>
[Collection(ScenarioTests.Name)]
public sealed class FullDiskTests(ScenarioServers servers)
{
    [SmallDiskFact]
    public async Task What_does_not_fit_is_refused_and_leaves_nothing_behind()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 4);
        using var store = ObjectStore.Open($"Endpoint=file://{disk.Path}/objects", new ObjectStoreOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        await store.PutAsync("before", new MemoryStream(new byte[1 << 20]), long.MaxValue, CancellationToken.None);

        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.PutAsync("too/large", new MemoryStream(new byte[16 << 20]), long.MaxValue, CancellationToken.None));

        Assert.Null(await store.FindAsync("too/large", CancellationToken.None));
        Assert.Equal(1 << 20, Directory.EnumerateFiles(disk.Path, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length));
        var after = await store.PutAsync("after", new MemoryStream(new byte[1 << 20]), long.MaxValue, CancellationToken.None);
        Assert.Equal(1 << 20, after.Bytes);
    }

    [SmallDiskFact]
    public async Task What_was_recorded_before_the_disk_was_full_is_extracted()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 4);
        await using var scenario = await Scenario.CreateAsync(servers, disk.Path);
        await scenario.CompleteManyAsync(5);
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => scenario.RecordAsync(TestRecording.Tone(samples: 2_000_000)));
        await disk.FillAsync();

        // The store's own check needs a file: the worker is degraded and works all the same.
        await scenario.StartWorkerAsync();
        await scenario.UntilIdleAsync(TimeSpan.FromSeconds(30));
        await scenario.AccountAsync();
    }
}
