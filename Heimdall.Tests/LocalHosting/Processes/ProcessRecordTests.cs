using System.Diagnostics;
using Heimdall.LocalHosting.Processes;

namespace Heimdall.Tests.LocalHosting.Processes;

public sealed class ProcessRecordTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task A_process_that_outlived_its_app_host_is_ended_before_the_next_starts()
    {
        using var leftover = Sleeper();
        new ProcessRecord(temporary.Path, "postgres").Write(leftover.Id);

        await ProcessRecord.EndLeftoversAsync(temporary.Path, patience: TimeSpan.FromMilliseconds(100), CancellationToken.None);

        Assert.True(leftover.HasExited);
    }

    [Fact]
    public async Task Another_process_with_the_recorded_id_is_left_alone()
    {
        using var stranger = Sleeper();
        await File.WriteAllTextAsync(temporary.File("postgres.pid"), $"{stranger.Id} 1\n");

        await ProcessRecord.EndLeftoversAsync(temporary.Path, patience: TimeSpan.Zero, CancellationToken.None);

        Assert.False(stranger.HasExited);
        stranger.Kill();
    }

    [Fact]
    public async Task A_record_that_was_cut_off_is_no_obstacle()
    {
        await File.WriteAllTextAsync(temporary.File("postgres.pid"), "12");

        await ProcessRecord.EndLeftoversAsync(temporary.Path, patience: TimeSpan.Zero, CancellationToken.None);
    }

    // In a session of its own, as every process of the engine: it leads the group that is ended.
    private static Process Sleeper() => Process.Start("setsid", ["sleep", "600"]);
}
