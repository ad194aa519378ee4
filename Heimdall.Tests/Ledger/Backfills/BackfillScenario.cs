using Dapper;
using Heimdall.Ledger.Backfills;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Servers;
using Npgsql;

namespace Heimdall.Tests.Ledger.Backfills;

/// <summary>A database with recordings that lack features, and backfills over them.</summary>
public sealed class BackfillScenario : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    internal NpgsqlDataSource Source => _database.Source;

    internal LedgerScenario Ledger => new(_database.Source);

    internal BackfillStore Backfills => new(_database.Source);

    internal BackfillControl Control => new(_database.Source);

    internal BackfillSteps Steps => new(_database.Source);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    internal static NewBackfill Over(int batchSize = 10, int maxBatches = 1000, DateTimeOffset? from = null, DateTimeOffset? to = null, Guid? station = null) =>
        new(LedgerScenario.RfIq, from, to, station, batchSize, maxBatches, "tester");

    internal async Task<Guid> StartAsync(NewBackfill asked)
    {
        var backfill = await Backfills.CreateAsync(asked, CancellationToken.None);
        Assert.IsType<BackfillChange.Made>(await Control.StartAsync(backfill.Id, "tester", CancellationToken.None));
        return backfill.Id;
    }

    internal async Task<Backfill> FindAsync(Guid id) =>
        await Backfills.FindAsync(id, CancellationToken.None) ?? throw new InvalidOperationException("The backfill is gone.");

    internal async Task<BackfillProgress> ProgressAsync(Guid id) => await Backfills.ReadProgressAsync(await FindAsync(id), CancellationToken.None);

    /// <summary>Steps until a step has nothing to do.</summary>
    internal async Task<BackfillStep> StepAsync(Guid id)
    {
        BackfillStep step;
        do
        {
            step = await Steps.StepAsync(id, CancellationToken.None);
        }
        while (step is BackfillStep.Advanced);
        return step;
    }

    /// <summary>Claims and settles what is queued and due, without doing the work.</summary>
    /// <returns>How many jobs there were.</returns>
    internal async Task<int> WorkOffAsync(int limit = 1000, string status = JobStatus.Completed)
    {
        await using var connection = await Source.OpenConnectionAsync();
        return await connection.ExecuteAsync(
            """
            with due as (
              select id from heimdall.extraction_jobs where status = 'queued' and not_before <= now() order by queued_at limit @limit for update skip locked
            ), gone as (
              delete from heimdall.extraction_jobs j using due where j.id = due.id returning j.*
            ), done as (
              insert into heimdall.measurement_features (recording_session_id, feature_set, feature_version, job_id, extraction_metadata,
                overall_confidence, num_receivers_detected, extraction_failed, error_message)
              select recording_session_id, feature_set, feature_version, id, '{}', 0, 0, @status = 'failed', case when @status = 'failed' then 'no good' end from gone
            )
            insert into heimdall.finished_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, status, lane, priority,
              progress, attempt, max_attempts, lease_token, backfill_id, requested_by, queued_at, started_at, error_kind, error_message, completed_at)
            select id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, @status, lane, priority, 100, 1, max_attempts, 1,
              backfill_id, requested_by, queued_at, now() - interval '2 seconds', case when @status = 'failed' then 'data' end,
              case when @status = 'failed' then 'no good' end, now()
            from gone
            """,
            new { limit, status });
    }

    /// <summary>Steps and works until the backfill has ended.</summary>
    internal async Task<Backfill> RunToItsEndAsync(Guid id)
    {
        for (var round = 0; round < 1000; round++)
        {
            await StepAsync(id);
            if (await FindAsync(id) is { HasEnded: true } ended)
            {
                return ended;
            }

            await WorkOffAsync();
        }

        throw new InvalidOperationException("The backfill does not end.");
    }

    internal async Task<T?> QueryAsync<T>(string sql)
    {
        await using var connection = await Source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql);
    }

    internal async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = await Source.OpenConnectionAsync();
        return await connection.ExecuteAsync(sql);
    }

    /// <summary>Every backfill job of a recording, live or settled: none has two.</summary>
    internal Task<long> JobsOfTheBusiestRecordingAsync() =>
        QueryAsync<long>("select coalesce(max(n), 0) from (select count(*) as n from heimdall.jobs where backfill_id is not null group by subject_id) jobs");
}
