using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Access;

/// <summary>Browsers that are signed in to the console, and the addresses that sign one in once. All replicas of the API share them.</summary>
public sealed class ConsoleSessionStore(NpgsqlDataSource database)
{
    private const string Link = "link";
    private const string Session = "session";

    private static readonly string Insert = SqlFile.Read("Access.insert_console_session");
    private static readonly string Find = SqlFile.Read("Access.find_console_session");
    private static readonly string Redeem = SqlFile.Read("Access.redeem_console_link");
    private static readonly string End = SqlFile.Read("Access.end_console_session");

    /// <summary>Notes an address that signs in once.</summary>
    /// <param name="secretSha256">SHA-256 of what the address carries.</param>
    /// <param name="owner">Whom it signs in; its end is not read.</param>
    /// <param name="lifetime">How long it can be used.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When it ends.</returns>
    public Task<DateTimeOffset> CreateLinkAsync(byte[] secretSha256, ConsoleSession owner, TimeSpan lifetime, CancellationToken cancellationToken) =>
        InsertAsync(Link, secretSha256, owner, lifetime, cancellationToken);

    /// <inheritdoc cref="CreateLinkAsync"/>
    /// <summary>Notes a browser that has signed in.</summary>
    public Task<DateTimeOffset> CreateAsync(byte[] secretSha256, ConsoleSession owner, TimeSpan lifetime, CancellationToken cancellationToken) =>
        InsertAsync(Session, secretSha256, owner, lifetime, cancellationToken);

    /// <returns>Whom the address signs in; null where it was used, has ended, or its key was revoked.</returns>
    public async Task<ConsoleSession?> RedeemLinkAsync(byte[] secretSha256, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<ConsoleSession>(new CommandDefinition(Redeem, new { secret_sha256 = secretSha256 }, cancellationToken: cancellationToken));
    }

    /// <returns>Who is signed in; null where nobody is, any more.</returns>
    public async Task<ConsoleSession?> FindAsync(byte[] secretSha256, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<ConsoleSession>(new CommandDefinition(Find, new { secret_sha256 = secretSha256 }, cancellationToken: cancellationToken));
    }

    /// <summary>Signs a browser out.</summary>
    public async Task EndAsync(byte[] secretSha256, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(End, new { secret_sha256 = secretSha256 }, cancellationToken: cancellationToken));
    }

    private async Task<DateTimeOffset> InsertAsync(string kind, byte[] secretSha256, ConsoleSession owner, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new
        {
            kind,
            secret_sha256 = secretSha256,
            name = owner.Name,
            role = owner.Role,
            api_key_id = owner.ApiKeyId,
            admin_fingerprint = owner.AdminFingerprint,
            lifetime,
        };
        return await connection.QuerySingleAsync<DateTimeOffset>(new CommandDefinition(Insert, parameters, cancellationToken: cancellationToken));
    }
}
