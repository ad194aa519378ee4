using Dapper;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Extractor;
using Heimdall.Tests.Ledger;
using Heimdall.Tests.Servers;
using Npgsql;

namespace Heimdall.Tests.Scenarios;

/// <summary>Everybody wants the same at the same moment.</summary>
[Collection(ScenarioTests.Name)]
public sealed class UniquenessTests(ScenarioServers servers)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [BrokerFact]
    public async Task Completions_requests_and_batches_that_meet_make_one_job_a_session()
    {
        await using var scenario = await Scenario.CreateAsync(servers);
        await scenario.StartWorkerAsync();
        for (var round = 0; round < 5; round++)
        {
            var session = await scenario.RecordAsync(TestRecording.Tone(samples: 2_000));
            var completions = Enumerable.Range(0, 20).Select(_ => scenario.Ledger.CompleteAsync(session) as Task);
            var requests = Enumerable.Range(0, 20).Select(_ =>
                scenario.Ledger.Requests.RequestAsync(session, LedgerScenario.RfIq, force: false, "operator", null, CancellationToken.None) as Task);
            var batches = Enumerable.Range(0, 5).Select(_ => scenario.Ledger.Batches.EnqueueMissingAsync(LedgerScenario.RfIq, 50, "batch", CancellationToken.None) as Task);
            await Task.WhenAll([.. completions, .. requests, .. batches]);
        }

        await scenario.UntilIdleAsync(Deadline);
        await scenario.AccountAsync();
        Assert.Equal(5, await scenario.QueryAsync<long>("select count(*) from heimdall.finished_jobs"));
    }

    /// <summary>
    /// The rule by itself: calls take turns at their session's row and look before they queue, batches do neither, and what all of them see is
    /// that nothing is queued.
    /// </summary>
    [BrokerFact]
    public async Task Batches_and_calls_that_meet_at_a_recording_that_nobody_queued_make_one_job()
    {
        const int Batches = 5;
        const int Calls = 20;
        const string WaitingCallers =
            "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'caller' and wait_event_type = 'Lock'";
        await using var scenario = await Scenario.CreateAsync(servers);
        var session = await scenario.CompleteAsync(TestRecording.Tone(samples: 2_000));
        await scenario.QueryAsync<object>("delete from heimdall.extraction_jobs");
        await using var callers = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(scenario.ConnectionString) { ApplicationName = "caller", MaxPoolSize = Batches + (2 * Calls) });
        var ledger = new LedgerScenario(callers);

        // Whoever queues a job derives the recording's state with it. Nobody gets past that before all have looked.
        await using var door = await scenario.Database.OpenConnectionAsync();
        await using var closed = await door.BeginTransactionAsync();
        await door.ExecuteAsync("select from heimdall.coverage for update", transaction: closed);
        var starting = scenario.StartWorkerAsync();
        var calls = new List<Task>();
        calls.AddRange(Enumerable.Range(0, Batches).Select(_ => ledger.Batches.EnqueueMissingAsync(LedgerScenario.RfIq, 50, "batch", CancellationToken.None)));
        await scenario.UntilAsync(async () => await scenario.QueryAsync<long>(WaitingCallers) == Batches, Deadline, "all batches have looked");
        calls.AddRange(Enumerable.Range(0, Calls).Select(_ =>
            ledger.Requests.RequestAsync(session.Id, LedgerScenario.RfIq, force: false, "operator", null, CancellationToken.None)));
        calls.AddRange(Enumerable.Range(0, Calls).Select(_ => ledger.CompleteAsync(session.Id)));
        await scenario.UntilAsync(async () => await scenario.QueryAsync<long>(WaitingCallers) == calls.Count, Deadline, "everybody waits");
        await closed.RollbackAsync();

        // What the calls say comes after what the account says.
        await Task.WhenAll(calls).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await starting;
        await scenario.UntilIdleAsync(Deadline);
        await scenario.AccountAsync();
        await Task.WhenAll(calls);
        Assert.Equal(1, await scenario.QueryAsync<long>("select count(*) from heimdall.finished_jobs"));
    }

    [BrokerFact]
    public async Task A_second_live_job_of_a_session_is_refused_by_the_table_itself()
    {
        await using var scenario = await Scenario.CreateAsync(servers);
        var session = await scenario.CompleteAsync(TestRecording.Tone(samples: 2_000));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            scenario.Ledger.Requests.RequestAsync(session.Id, LedgerScenario.RfIq, force: true, "operator", null, CancellationToken.None)));

        Assert.All(outcomes, outcome => Assert.IsType<ExtractionRequestOutcome.Active>(outcome));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => scenario.QueryAsync<Guid>("""
            insert into heimdall.extraction_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, lane, requested_by)
            select gen_random_uuid(), subject_kind, subject_id, recording_session_id, feature_set, feature_version, lane, requested_by
            from heimdall.extraction_jobs
            """));
    }
}
