using Heimdall.Extractor;
using Heimdall.Extractor.Queue;
using Heimdall.Tests.Servers;
using Npgsql;

namespace Heimdall.Tests.Extractor.Queue;

/// <summary>When the rescuer gives everybody time to renew, and when it does not.</summary>
public sealed class RescuerTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly ExtractionOptions ShortLease = new() { LeaseDuration = TimeSpan.FromSeconds(1) };

    private readonly WorkerScenario _scenario = new();
    private NpgsqlDataSource _database = NpgsqlDataSource.Create("Host=unused");

    /// <summary>The server's start is what a table says: the one server of all tests is not restarted for this.</summary>
    public async Task InitializeAsync()
    {
        await _scenario.InitializeAsync();
        await _scenario.ExecuteAsync("create schema other; create table other.server (started timestamptz, sqlstate text)");
        await _scenario.ExecuteAsync("insert into other.server values (now(), null)");
        await _scenario.ExecuteAsync("""
            create function other.pg_postmaster_start_time() returns timestamptz language plpgsql as $$
            begin
              if (select sqlstate from other.server) is not null then
                raise exception 'the server is away' using errcode = (select sqlstate from other.server);
              end if;
              return (select started from other.server);
            end $$
            """);
        _database = _scenario.ConnectFirstTo("other");
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        await _scenario.DisposeAsync();
    }

    [Fact]
    public async Task Without_an_outage_an_expired_lease_is_rescued_at_the_first_look_and_at_every_other()
    {
        await using var worker = NewWorker();
        for (var i = 0; i < 3; i++)
        {
            await ExpireOneAsync();
            Assert.Single((await worker.Get<Rescuer>().RunOnceAsync(CancellationToken.None))!.Requeued);
        }
    }

    [Fact]
    public async Task After_a_restart_of_the_server_everybody_has_one_lease_time_to_renew()
    {
        await using var worker = NewWorker();
        Assert.NotNull(await worker.Get<Rescuer>().RunOnceAsync(CancellationToken.None));
        await ExpireOneAsync();
        await _scenario.ExecuteAsync("update other.server set started = now()");

        Assert.Null(await worker.Get<Rescuer>().RunOnceAsync(CancellationToken.None));
        await RescuedAsync(worker);
    }

    [Fact]
    public async Task So_has_everybody_after_it_could_not_reach_the_database_itself()
    {
        await using var worker = NewWorker();
        await ExpireOneAsync();
        await _scenario.ExecuteAsync("update other.server set sqlstate = '57P03'");
        await Assert.ThrowsAsync<PostgresException>(() => worker.Get<Rescuer>().RunOnceAsync(CancellationToken.None));
        await _scenario.ExecuteAsync("update other.server set sqlstate = null");

        Assert.Null(await worker.Get<Rescuer>().RunOnceAsync(CancellationToken.None));
        await RescuedAsync(worker);
    }

    private static Task RescuedAsync(TestWorker worker) => Eventually.HoldsAsync(
        async () => await worker.Get<Rescuer>().RunOnceAsync(CancellationToken.None) is { Requeued: [_] }, Deadline, worker.Log.Tail);

    private TestWorker NewWorker() => new(_database, _scenario.Store, ShortLease);

    private async Task ExpireOneAsync()
    {
        await _scenario.CompleteSessionAsync(TestRecording.Tone(samples: 2000));
        await _scenario.Ledger.ClaimOneAsync("a worker that died");
        await _scenario.ExpireAllLeasesAsync();
    }
}
