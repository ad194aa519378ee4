using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Heimdall.Ledger.Schema;

/// <summary>
/// Brings the schema <c>heimdall</c> to the version this library knows. Every service calls it at its start; an advisory lock lets one
/// of them work while the others wait, and a hash of every applied step shows a file that was changed afterwards.
/// </summary>
public sealed partial class SchemaMigrator(NpgsqlDataSource database, ILogger<SchemaMigrator> logger)
{
    // Any fixed number does, as long as nothing else in the database locks on it.
    private const long MigrationLock = 0x4865_696D_6461_6C6C;

    private static readonly string ReadApplied = SqlFile.Read("Schema.read_applied_migrations");
    private static readonly string RecordApplied = SqlFile.Read("Schema.record_migration");
    private static readonly string ForgetApplied = SqlFile.Read("Schema.forget_migration");
    private static readonly string CreateLedger = SqlFile.Read("Schema.create_schema");

    /// <summary>The steps this library knows, oldest first.</summary>
    public static IReadOnlyList<SchemaMigration> Known { get; } = ReadKnown();

    /// <summary>Applies every step that is missing.</summary>
    /// <exception cref="SchemaMismatchException">The database has steps that this library does not know, or other ones.</exception>
    public Task MigrateAsync(CancellationToken cancellationToken) => MigrateToAsync(Known[^1].Version, cancellationToken);

    /// <summary>Applies, or undoes, what lies between the database's version and <paramref name="version"/> (0: nothing applied).</summary>
    internal async Task MigrateToAsync(int version, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_lock(@key)", new { key = MigrationLock }, cancellationToken: cancellationToken));
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(CreateLedger, cancellationToken: cancellationToken));
            var applied = (await connection.QueryAsync<AppliedMigration>(new CommandDefinition(ReadApplied, cancellationToken: cancellationToken))).AsList();
            RequireKnown(applied);

            foreach (var step in Known.Where(step => step.Version <= version && applied.All(done => done.Version != step.Version)))
            {
                await RunAsync(connection, step.Up, RecordApplied, new { version = step.Version, name = step.Name, sha256 = step.Sha256 }, cancellationToken);
                Applied(logger, step.Version, step.Name);
            }

            foreach (var step in Known.Reverse().Where(step => step.Version > version && applied.Any(done => done.Version == step.Version)))
            {
                await RunAsync(connection, step.Down, ForgetApplied, new { version = step.Version }, cancellationToken);
                Undone(logger, step.Version, step.Name);
            }
        }
        finally
        {
            await connection.ExecuteAsync("select pg_advisory_unlock(@key)", new { key = MigrationLock });
        }
    }

    private static void RequireKnown(IEnumerable<AppliedMigration> applied)
    {
        foreach (var done in applied)
        {
            var step = Known.FirstOrDefault(step => step.Version == done.Version)
                ?? throw new SchemaMismatchException($"The database has schema step {done.Version:0000} ({done.Name}), which this version of Heimdall does not know. Run the newer version that applied it.");
            if (!step.Sha256.AsSpan().SequenceEqual(done.Sha256))
            {
                throw new SchemaMismatchException($"Schema step {step.Version:0000} ({step.Name}) was changed after it was applied to this database. An applied step never changes: add a new one.");
            }
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string script, string record, object parameters, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(script, transaction: transaction, commandTimeout: 0, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(record, parameters, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    private static SchemaMigration[] ReadKnown() =>
        [.. SqlFile.Names
            .Where(name => name.EndsWith(".up.sql", StringComparison.Ordinal))
            .Select(name => name["Schema.".Length..^".up.sql".Length])
            .Select(name => (Name: name, Up: SqlFile.Read($"Schema.{name}.up"), Down: SqlFile.Read($"Schema.{name}.down")))
            .Select(step => new SchemaMigration(
                int.Parse(step.Name.AsSpan(0, 4)), step.Name[5..], step.Up, step.Down, SHA256.HashData(Encoding.UTF8.GetBytes(step.Up))))
            .OrderBy(step => step.Version)];

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied schema step {Version} ({Name})")]
    private static partial void Applied(ILogger logger, int version, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Undid schema step {Version} ({Name})")]
    private static partial void Undone(ILogger logger, int version, string name);

    private sealed record AppliedMigration(int Version, string Name, byte[] Sha256);
}

/// <summary>One numbered step of the schema and its undo.</summary>
/// <param name="Sha256">SHA-256 of <paramref name="Up"/> as UTF-8.</param>
public sealed record SchemaMigration(int Version, string Name, string Up, string Down, byte[] Sha256);

/// <summary>The database's schema is not one that this version of Heimdall can work with.</summary>
public sealed class SchemaMismatchException(string message) : Exception(message);
