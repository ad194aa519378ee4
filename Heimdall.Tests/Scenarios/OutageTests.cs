using Dapper;
using Heimdall.Extractor.Queue;
using Heimdall.Ledger.Sessions;
using Heimdall.Tests.Extractor;
using Heimdall.Tests.Ledger;
using Heimdall.Tests.Servers;
using Npgsql;

namespace Heimdall.Tests.Scenarios;

/// <summary>Servers that go away and come back while workers are at work.</summary>
[Collection(ScenarioTests.Name)]
public sealed class OutageTests(ScenarioServers servers)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [BrokerFact]
    public async Task PostgreSQL_may_be_restarted_and_killed_and_lose_all_its_connections()
    {
        await using var scenario = await Scenario.CreateAsync(servers);
        await Task.WhenAll(scenario.StartWorkerAsync(), scenario.StartWorkerAsync());

        await scenario.CompleteManyAsync(20);
        await HappenAsync("a backend is killed", servers.KillBackendAsync);
        await scenario.CompleteManyAsync(20);
        await HappenAsync("the server is restarted", servers.RestartPostgresAsync);
        await scenario.CompleteManyAsync(20);
        await HappenAsync("all connections are ended", () => servers.EndBackendsAsync(new NpgsqlConnectionStringBuilder(scenario.ConnectionString).Database ?? ""));

        await scenario.UntilIdleAsync(Deadline);
        await scenario.AccountAsync();
        Assert.Empty(await scenario.FailuresAsync());
        Assert.Equal(60, (await scenario.Ledger.StatisticsAsync()).RecordingsWithFeatures);

        async Task HappenAsync(string what, Func<Task> outage)
        {
            scenario.Faults.HappenedToTheWorld(what);
            await outage();
            scenario.Faults.HappenedToTheWorld("it is over");
            scenario.Reconnect();
        }
    }

    [BrokerFact]
    public async Task After_a_restart_of_PostgreSQL_a_lease_that_ended_meanwhile_has_one_lease_time_more()
    {
        await using var scenario = await Scenario.CreateAsync(servers);
        var before = await LoseAsync();
        var meanwhile = await LoseAsync();

        // A lock that ends with the server keeps the second one from being found before.
        await using var keeper = await scenario.Database.OpenConnectionAsync();
        await using var keeping = await keeper.BeginTransactionAsync();
        await keeper.ExecuteAsync("select from heimdall.extraction_jobs where subject_id = @id for update", new { id = meanwhile.Id }, keeping);
        await scenario.StartWorkerAsync();

        // The worker looks, and knows the server.
        await scenario.UntilAsync(async () => (await scenario.JobAsync(before)).Status == "completed", Deadline, "the first one is found at once");
        scenario.Faults.HappenedToTheWorld("the server is restarted");
        await servers.RestartPostgresAsync();
        scenario.Reconnect();
        await scenario.UntilIdleAsync(Deadline);

        Assert.Equal(("completed", 2, 100), await scenario.JobAsync(before));
        Assert.Equal(("completed", 2, 100), await scenario.JobAsync(meanwhile));
        var found = await scenario.QueryAsync<TimeSpan>(
            "select max(ended_at) filter (where outcome = 'lease_expired') - pg_postmaster_start_time() from heimdall.job_attempts");
        Assert.True(found >= Scenario.LeaseDuration, $"the lease was taken {found.TotalSeconds:0.0} s after the server's start");
        await scenario.AccountAsync();

        async Task<Session> LoseAsync()
        {
            var session = await scenario.CompleteAsync(TestRecording.Tone(samples: 2_000));
            Assert.Single(await scenario.Ledger.Queue.ClaimAsync("machine/1/dead", 1, [LedgerScenario.RfIq], TimeSpan.FromSeconds(1), CancellationToken.None));
            scenario.Faults.Happened(1, "died before it began");
            return session;
        }
    }

    [BrokerFact]
    public async Task RabbitMQ_may_be_down_at_enqueue_and_restarted_and_killed()
    {
        await using var scenario = await Scenario.CreateAsync(servers);
        await Task.WhenAll(scenario.StartWorkerAsync(), scenario.StartWorkerAsync());

        await servers.StopBrokerAsync();
        await scenario.CompleteManyAsync(10);
        await scenario.UntilIdleAsync(Deadline);
        await servers.StartBrokerAsync();
        await scenario.CompleteManyAsync(10);
        await servers.KillBrokerAsync();
        await scenario.CompleteManyAsync(10);
        await scenario.UntilIdleAsync(Deadline);
        await servers.StartBrokerAsync();

        await scenario.AccountAsync();
        Assert.Equal(30, (await scenario.Ledger.StatisticsAsync()).RecordingsWithFeatures);
    }

    [BrokerFact]
    public async Task A_wake_up_that_was_purged_is_sent_again()
    {
        await using var scenario = await Scenario.CreateAsync(servers);
        var broker = new Uri(servers.BrokerConnectionString);
        await using var network = new StallingProxy(broker.Port);

        // Nobody polls: only a wake-up brings work to this worker.
        var worker = await scenario.StartWorkerAsync(
            ("Extraction__PollInterval", "00:01:00"),
            ("ConnectionStrings__rabbitmq", new UriBuilder(broker) { Port = network.Port }.Uri.AbsoluteUri));
        await scenario.UntilAsync(() => Task.FromResult(worker.Log.Contains("Listening for wake-ups", StringComparison.Ordinal)), Deadline, "it listens");
        await network.GoDownAsync();
        await scenario.UntilAsync(async () => await servers.ConsumersAsync() == 0, Deadline, "nobody listens");

        // Nor does the database's own hint arrive.
        await scenario.QueryAsync<object>("alter table heimdall.extraction_jobs disable trigger notify_jobs");
        var session = await scenario.CompleteAsync(TestRecording.Tone());
        await using (var announcer = new TestWorker(scenario.Database, new FaultyStore(scenario.Store), broker: servers.BrokerConnectionString))
        {
            await scenario.UntilAsync(async () => await announcer.Get<Announcer>().RunOnceAsync(CancellationToken.None) == 1, Deadline, "it is announced");

            // Until it is marked anybody would announce it anyway.
            await scenario.UntilAsync(
                async () =>
                {
                    await announcer.Get<Announcer>().RunOnceAsync(CancellationToken.None);
                    return await scenario.QueryAsync<bool>("select announced_at is not null from heimdall.extraction_jobs");
                },
                Deadline,
                "it is marked as announced");
        }

        await scenario.UntilAsync(async () => await servers.PurgeQueuesAsync() == 1, Deadline, "its wake-up is purged");
        network.ComeBack();

        await scenario.UntilAsync(async () => (await scenario.JobAsync(session)).Status == "completed", TimeSpan.FromSeconds(25), "the job is heard of again");
        await scenario.AccountAsync();
    }

    [BrokerFact]
    public async Task The_object_store_may_be_out_of_reach_for_a_while()
    {
        await using var scenario = await Scenario.CreateAsync(servers);
        await scenario.StartWorkerAsync();
        await scenario.CompleteManyAsync(5);
        await scenario.UntilIdleAsync(Deadline);

        var session = await scenario.RecordAsync(TestRecording.Tone());
        var elsewhere = scenario.StoreFolder + ".unmounted";
        Directory.Move(scenario.StoreFolder, elsewhere);
        scenario.Faults.HappenedToTheWorld("the store is out of reach");
        var completed = await scenario.Ledger.CompleteAsync(session);
        await scenario.UntilAsync(
            async () => await scenario.QueryAsync<long>("select count(*) from heimdall.job_attempts where outcome = 'retry'") > 0, Deadline, "the job is tried again");
        Directory.Move(elsewhere, scenario.StoreFolder);
        scenario.Faults.HappenedToTheWorld("the store is back");
        await scenario.UntilIdleAsync(Deadline);

        Assert.Equal("completed", (await scenario.JobAsync(completed)).Status);
        await scenario.AccountAsync();
    }

    [BrokerFact]
    public async Task While_the_object_store_is_away_what_is_queued_waits_and_spends_no_attempts()
    {
        await using var scenario = await Scenario.CreateAsync(servers);
        await scenario.StartWorkerAsync();
        await scenario.CompleteManyAsync(1);
        await scenario.UntilIdleAsync(Deadline);
        var sessions = new List<Guid>();
        for (var i = 0; i < 30; i++)
        {
            sessions.Add(await scenario.RecordAsync(TestRecording.Tone(samples: 2_000)));
        }

        var elsewhere = scenario.StoreFolder + ".unmounted";
        Directory.Move(scenario.StoreFolder, elsewhere);
        scenario.Faults.HappenedToTheWorld("the store is out of reach");
        foreach (var session in sessions)
        {
            await scenario.Ledger.CompleteAsync(session);
        }

        // Four slots at once and two tries after them: by then each of thirty jobs would have spent an attempt without the pauses.
        await scenario.UntilAsync(
            async () =>
            {
                scenario.Faults.HappenedToTheWorld("the store is still out of reach");
                return await AttemptsAsync("retry") >= 6;
            },
            Deadline,
            "it tries again");
        Directory.Move(elsewhere, scenario.StoreFolder);
        scenario.Faults.HappenedToTheWorld("the store is back");
        await scenario.UntilIdleAsync(Deadline);

        Assert.Empty(await scenario.FailuresAsync());
        Assert.Equal(31, await AttemptsAsync("completed"));
        Assert.InRange(await AttemptsAsync("retry"), 6, 10);
        await scenario.AccountAsync();

        Task<long> AttemptsAsync(string outcome) => scenario.QueryAsync<long>($"select count(*) from heimdall.job_attempts where outcome = '{outcome}'");
    }
}
