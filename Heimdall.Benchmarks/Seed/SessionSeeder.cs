using Dapper;
using Heimdall.Ledger.Features;
using Npgsql;

namespace Heimdall.Benchmarks.Seed;

/// <summary>
/// Fills a database with completed sessions of seven measurements, with their features, jobs and coverage, by a handful of statements a
/// batch. The oldest <see cref="UncoveredSessions"/> have no features; one in a hundred failed. Seeding more goes on where it ended.
/// </summary>
internal sealed class SessionSeeder(NpgsqlDataSource database, TimeProvider time)
{
    public const int MeasurementsPerSession = 7;
    public const int UncoveredSessions = 1000;

    /// <summary>As many as fit between the first session and now.</summary>
    public const int MostSessions = 1_000_000;

    private const int SessionsPerTransaction = 50_000;

    /// <summary>The one that every schema knows.</summary>
    private static readonly FeatureSetId _set = new(FeatureSetId.DefaultSet, 1);

    private static readonly TimeSpan _span = TimeSpan.FromDays(28);
    private static readonly TimeSpan _step = _span / MostSessions;

    private static readonly string _find = EmbeddedStatement.Read("Seed.find_seeded");
    private static readonly string _trust = EmbeddedStatement.Read("Seed.trust_rows");
    private static readonly string _vacuum = EmbeddedStatement.Read("Seed.vacuum_analyze");

    /// <summary>In the order of their references.</summary>
    private static readonly string[] _statements =
    [
        .. new[]
        {
            "prepare_months", "insert_stations", "begin_batch", "insert_sessions", "insert_measurements", "insert_session_features",
            "insert_receiver_features", "insert_coverage", "insert_jobs",
        }.Select(name => EmbeddedStatement.Read($"Seed.{name}")),
    ];

    /// <summary>Seeds until the database has this many sessions.</summary>
    /// <param name="sessions">1…<see cref="MostSessions"/>.</param>
    /// <param name="onBatch">Told the number after every batch.</param>
    /// <param name="cancellationToken">Ends it after a batch.</param>
    /// <returns>How many were added.</returns>
    /// <exception cref="PostgresException">Among others, because the user is no superuser.</exception>
    public async Task<int> GrowToAsync(int sessions, Action<int> onBatch, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sessions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sessions, MostSessions);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (before, earliest) = await connection.QuerySingleAsync<(int, DateTime?)>(new CommandDefinition(_find, cancellationToken: cancellationToken));
        var epoch = earliest is { } first ? new DateTimeOffset(first, TimeSpan.Zero) - _step : time.GetUtcNow() - _span;
        for (var from = before + 1; from <= sessions; from += SessionsPerTransaction)
        {
            var to = Math.Min(sessions, from + SessionsPerTransaction - 1);
            await SeedAsync(connection, from, to, epoch, cancellationToken);
            onBatch(to);
        }

        if (before < sessions)
        {
            await connection.ExecuteAsync(new CommandDefinition(_vacuum, commandTimeout: 0, cancellationToken: cancellationToken));
        }

        return Math.Max(0, sessions - before);
    }

    private static async Task SeedAsync(NpgsqlConnection connection, int from, int to, DateTimeOffset epoch, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(_trust, transaction: transaction, cancellationToken: cancellationToken));
        var parameters = new
        {
            first = (long)from,
            last = (long)to,
            epoch,
            step = _step,
            uncovered = UncoveredSessions,
            feature_set = _set.Name,
            feature_version = _set.Version,
        };
        foreach (var statement in _statements)
        {
            await connection.ExecuteAsync(new CommandDefinition(statement, parameters, transaction, commandTimeout: 0, cancellationToken: cancellationToken));
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
