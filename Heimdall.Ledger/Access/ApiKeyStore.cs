using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Access;

/// <summary>The keys of the HTTP API.</summary>
public sealed class ApiKeyStore(NpgsqlDataSource database)
{
    private static readonly string Insert = SqlFile.Read("Access.insert_api_key");
    private static readonly string FindWorking = SqlFile.Read("Access.find_working_api_key");
    private static readonly string List = SqlFile.Read("Access.list_api_keys");
    private static readonly string Revoke = SqlFile.Read("Access.revoke_api_key");

    /// <summary>Gives out a key, and writes down who did.</summary>
    /// <exception cref="ApiKeyNameTakenException">A working key has the name.</exception>
    public async Task<ApiKey> CreateAsync(string name, string role, string prefix, byte[] keySha256, string createdBy, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            var parameters = new { id = Guid.CreateVersion7(), name, role, prefix, key_sha256 = keySha256, created_by = createdBy };
            var key = await connection.QuerySingleAsync<ApiKey>(new CommandDefinition(Insert, parameters, transaction, cancellationToken: cancellationToken));
            await AuditLog.WriteAsync(transaction, createdBy, "api_key.create", $"api_key/{key.Id}", new { key.Name, key.Role }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return key;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation && error.ConstraintName == "api_keys_one_working_name")
        {
            throw new ApiKeyNameTakenException(name);
        }
    }

    /// <returns>The key that is not revoked and has this public part, or null.</returns>
    public async Task<ApiKey?> FindWorkingAsync(string prefix, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<ApiKey>(new CommandDefinition(FindWorking, new { prefix }, cancellationToken: cancellationToken));
    }

    /// <summary>Lists the keys, the latest first, revoked ones too.</summary>
    /// <exception cref="InvalidCursorException">The cursor is not one of this list.</exception>
    public async Task<Page<ApiKey>> ListAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        var before = Cursor.Id(cursor);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<ApiKey>(new CommandDefinition(List, new { before, limit = limit + 1 }, cancellationToken: cancellationToken));
        return Page<ApiKey>.Cut(rows.AsList(), limit, key => Cursor.Of(key.Id));
    }

    /// <summary>Revokes a key, and writes down who did.</summary>
    /// <returns>The key, revoked now or earlier; null where there is none.</returns>
    public async Task<ApiKey?> RevokeAsync(Guid id, string revokedBy, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var key = await connection.QuerySingleOrDefaultAsync<ApiKey>(new CommandDefinition(Revoke, new { id }, transaction, cancellationToken: cancellationToken));
        if (key is not null)
        {
            await AuditLog.WriteAsync(transaction, revokedBy, "api_key.revoke", $"api_key/{key.Id}", new { key.Name, key.Role }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return key;
    }
}
