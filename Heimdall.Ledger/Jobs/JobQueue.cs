using Dapper;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Measurements;
using Npgsql;

namespace Heimdall.Ledger.Jobs;

/// <summary>
/// The worker's side of the jobs: claim, renew, settle, rescue. Every write of a result holds the job by its lease token in the same
/// transaction; whoever lost the lease changes nothing.
/// </summary>
public sealed class JobQueue(NpgsqlDataSource database)
{
    /// <summary>The state that <c>hold_lease</c> raises.</summary>
    private const string LeaseLostState = "HD001";

    /// <summary>Of a claim's row; those of the recording follow.</summary>
    private const int ColumnsOfJob = 10;

    private static readonly string Claim = SqlFile.Read("Jobs.claim_jobs");
    private static readonly string Renew = SqlFile.Read("Jobs.renew_leases");
    private static readonly string Hold = SqlFile.Read("Jobs.hold_lease");
    private static readonly string Finish = SqlFile.Read("Jobs.finish_job");
    private static readonly string Requeue = SqlFile.Read("Jobs.requeue_job");
    private static readonly string RecordFailure = SqlFile.Read("Jobs.record_failure");
    private static readonly string RequeueExpired = SqlFile.Read("Jobs.requeue_expired");
    private static readonly string FindExhausted = SqlFile.Read("Jobs.find_exhausted");
    private static readonly string ReadServerStart = SqlFile.Read("Jobs.read_server_start");

    private readonly JobSettlements _settlements = new(database);

    /// <summary>Claims up to <paramref name="limit"/> due jobs of either lane. See <see cref="ClaimAsync(ClaimOrder, CancellationToken)"/>.</summary>
    public Task<IReadOnlyList<ClaimedJob>> ClaimAsync(
        string worker, int limit, IReadOnlyCollection<FeatureSetId> computes, TimeSpan leaseDuration, CancellationToken cancellationToken) =>
        ClaimAsync(new ClaimOrder(worker, limit, limit, computes, leaseDuration), cancellationToken);

    /// <summary>
    /// Claims due jobs of the feature sets this worker computes: live before backfill, by priority, then by how long they have been due.
    /// </summary>
    /// <returns>The jobs, in this order, each with its session's recordings.</returns>
    public async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(ClaimOrder order, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.AddLookUpByKey();
        batch.Add(
            Claim,
            ("worker", order.Worker),
            ("limit", (long)order.Limit),
            ("backfill_limit", (long)Math.Max(order.BackfillLimit, 0)),
            ("feature_sets", order.Computes.Select(set => set.Name).ToArray()),
            ("feature_versions", order.Computes.Select(set => set.Version).ToArray()),
            ("lease", order.LeaseDuration),
            ("lowest_priority", order.LowestPriority));

        // The most frequent statement there is: planning it would take longer than running it.
        await batch.PrepareAsync(cancellationToken);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var jobs = await ReadAsync(reader, cancellationToken);

        // What goes wrong at the commit is told after the last row.
        await reader.NextResultAsync(cancellationToken);
        return jobs;
    }

    /// <summary>Renews leases and writes how far their jobs are.</summary>
    /// <returns>The jobs whose leases are renewed. The others are lost.</returns>
    public async Task<IReadOnlySet<Guid>> RenewAsync(IReadOnlyCollection<LeaseRenewal> renewals, TimeSpan leaseDuration, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.AddLookUpByKey();
        batch.Add(
            Renew,
            ("ids", renewals.Select(renewal => renewal.Lease.JobId).ToArray()),
            ("tokens", renewals.Select(renewal => renewal.Lease.Token).ToArray()),
            ("progress", renewals.Select(renewal => renewal.Progress).ToArray()),
            ("waiting", renewals.Select(renewal => renewal.IsWaiting).ToArray()),
            ("lease", leaseDuration));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var renewed = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            renewed.Add(reader.GetGuid(0));
        }

        // What goes wrong at the commit is told after the last row.
        await reader.NextResultAsync(cancellationToken);
        return renewed;
    }

    /// <summary>Stores an extraction's result and ends its job, in one transaction. Where every receiver failed, the job failed.</summary>
    /// <param name="stagesMs">Milliseconds by stage of the attempt.</param>
    /// <exception cref="LeaseLostException">Another worker has the job: nothing was written.</exception>
    public async Task SettleAsync(ClaimedJob job, ExtractionResult result, IReadOnlyDictionary<string, double> stagesMs, CancellationToken cancellationToken)
    {
        var settled = await _settlements.SettleAsync([new Settlement(job, result, stagesMs)], cancellationToken);
        if (!settled.Contains(job.Lease))
        {
            throw new LeaseLostException(job.Lease);
        }
    }

    /// <summary>Ends a job whose attempt failed in a way that trying again would not mend.</summary>
    /// <param name="errorKind">One of <see cref="JobErrorKind"/>.</param>
    /// <exception cref="LeaseLostException">Another worker has the job: nothing was written.</exception>
    public Task FailAsync(ClaimedJob job, string errorKind, string errorMessage, CancellationToken cancellationToken) =>
        HoldingAsync(job.Lease, async (connection, transaction) =>
        {
            await RecordFailureAsync(connection, transaction, job.Id, errorMessage, cancellationToken);
            await FinishAsync(connection, transaction, job.Lease, new JobEnd(JobStatus.Failed, errorKind, errorMessage), cancellationToken);
        }, cancellationToken);

    /// <inheritdoc cref="RetryAsync(ClaimedJob, string, string, TimeSpan, CancellationToken)"/>
    /// <summary>Gives a job back because the world was at fault.</summary>
    public Task<bool> RetryAsync(ClaimedJob job, string errorMessage, TimeSpan delay, CancellationToken cancellationToken) =>
        RetryAsync(job, JobErrorKind.Infrastructure, errorMessage, delay, cancellationToken);

    /// <summary>Gives a job back because something was at fault that may pass: it is queued again after <paramref name="delay"/>, or fails after its last attempt.</summary>
    /// <returns>True where it is queued again.</returns>
    /// <exception cref="LeaseLostException">Another worker has the job: nothing was written.</exception>
    public async Task<bool> RetryAsync(ClaimedJob job, string errorKind, string errorMessage, TimeSpan delay, CancellationToken cancellationToken)
    {
        var again = job.Attempt < job.MaxAttempts;
        await HoldingAsync(job.Lease, async (connection, transaction) =>
        {
            if (again)
            {
                await RequeueAsync(connection, transaction, job.Lease, "retry", errorKind, errorMessage, delay, 0, cancellationToken);
            }
            else
            {
                var end = new JobEnd(JobStatus.Failed, errorKind, errorMessage);
                await RecordFailureAsync(connection, transaction, job.Id, errorMessage, cancellationToken);
                await FinishAsync(connection, transaction, job.Lease, end, cancellationToken);
            }
        }, cancellationToken);
        return again;
    }

    /// <summary>Gives a job back because its worker shuts down: it is queued again at once, and no attempt is spent.</summary>
    /// <exception cref="LeaseLostException">Another worker has the job: nothing was written.</exception>
    public Task ReleaseAsync(Lease lease, CancellationToken cancellationToken) =>
        HoldingAsync(lease, (connection, transaction) =>
            RequeueAsync(connection, transaction, lease, "released", null, null, TimeSpan.Zero, 1, cancellationToken), cancellationToken);

    /// <summary>When the database's server started: leases could not be renewed before.</summary>
    public async Task<DateTimeOffset> ReadServerStartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<DateTimeOffset>(new CommandDefinition(ReadServerStart, cancellationToken: cancellationToken));
    }

    /// <summary>Finds jobs whose workers stopped renewing: they are queued again, or fail after their last attempt.</summary>
    public async Task<RescueReport> RescueAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var requeued = await connection.QueryAsync<RescuedJob>(new CommandDefinition(RequeueExpired, new { limit }, transaction, cancellationToken: cancellationToken));
        var exhausted = await connection.QueryAsync<ExhaustedJob>(new CommandDefinition(FindExhausted, new { limit }, transaction, cancellationToken: cancellationToken));
        var failed = new List<RescuedJob>();
        foreach (var job in exhausted)
        {
            await RecordFailureAsync(connection, transaction, job.Id, job.ErrorMessage, cancellationToken);
            var end = new JobEnd(JobStatus.Failed, JobErrorKind.LeaseExpired, job.ErrorMessage, "lease_expired");
            await FinishAsync(connection, transaction, new Lease(job.Id, job.LeaseToken), end, cancellationToken);
            failed.Add(new RescuedJob(job.Id, job.Lane, job.Attempt, job.Traceparent));
        }

        await transaction.CommitAsync(cancellationToken);
        return new RescueReport(requeued.AsList(), failed);
    }

    /// <summary>Each row is a job with one of its recordings, or with none.</summary>
    private static async Task<List<ClaimedJob>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var jobs = new List<ClaimedJob>();
        var recordings = new List<Measurement>();
        var parseJob = reader.GetRowParser<ClaimedJob>(length: ColumnsOfJob);
        var parseRecording = reader.GetRowParser<Measurement>(startIndex: ColumnsOfJob);
        while (await reader.ReadAsync(cancellationToken))
        {
            var job = parseJob(reader);
            if (jobs is not [.., var latest] || latest.Id != job.Id)
            {
                recordings = [];
                jobs.Add(job with { Recordings = recordings });
            }

            if (!await reader.IsDBNullAsync(ColumnsOfJob, cancellationToken))
            {
                recordings.Add(parseRecording(reader));
            }
        }

        return jobs;
    }

    private async Task HoldingAsync(Lease lease, Func<NpgsqlConnection, NpgsqlTransaction, Task> write, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(Hold, new { id = lease.JobId, token = lease.Token }, transaction, cancellationToken: cancellationToken));
            await write(connection, transaction);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState == LeaseLostState)
        {
            throw new LeaseLostException(lease, error);
        }
    }

    private static Task FinishAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Lease lease, JobEnd end, CancellationToken cancellationToken)
    {
        var parameters = new
        {
            id = lease.JobId,
            token = lease.Token,
            status = end.Status,
            outcome = end.AttemptOutcome ?? end.Status,
            error_kind = end.ErrorKind,
            error_message = Shortened(end.ErrorMessage),
            statistics = (string?)null,
            stages = (string?)null,
        };
        return connection.ExecuteAsync(new CommandDefinition(Finish, parameters, transaction, cancellationToken: cancellationToken));
    }

    private static Task RequeueAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Lease lease, string outcome, string? errorKind, string? errorMessage, TimeSpan delay, int attemptsBack, CancellationToken cancellationToken)
    {
        var parameters = new
        {
            id = lease.JobId,
            token = lease.Token,
            outcome,
            error_kind = errorKind,
            error_message = Shortened(errorMessage),
            delay,
            attempts_back = attemptsBack,
        };
        return connection.ExecuteAsync(new CommandDefinition(Requeue, parameters, transaction, cancellationToken: cancellationToken));
    }

    private static Task RecordFailureAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid jobId, string message, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(RecordFailure, new { id = jobId, error_message = Shortened(message) }, transaction, cancellationToken: cancellationToken));

    /// <summary>Messages come from anywhere; their columns have a limit, and PostgreSQL's text has no NUL.</summary>
    private static string? Shortened(string? message) => MessageText.Fit(message);

    private sealed record JobEnd(string Status, string? ErrorKind, string? ErrorMessage, string? AttemptOutcome = null);

    private sealed record ExhaustedJob(Guid Id, string Lane, int Attempt, string? Traceparent, long LeaseToken, string ErrorMessage);
}
