using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Features;

/// <summary>The feature sets that are known, and which version of each is the current one.</summary>
public sealed class FeatureSetStore(NpgsqlDataSource database)
{
    private static readonly string Lock = SqlFile.Read("Features.lock_registration");
    private static readonly string Find = SqlFile.Read("Features.find_feature_set");
    private static readonly string FindCurrent = SqlFile.Read("Features.find_current_feature_set");
    private static readonly string List = SqlFile.Read("Features.list_feature_sets");
    private static readonly string Retire = SqlFile.Read("Features.retire_older_versions");
    private static readonly string Upsert = SqlFile.Read("Features.upsert_feature_set");
    private static readonly string Cover = SqlFile.Read("Features.cover_recordings");

    public async Task<RegisteredFeatureSet?> FindAsync(FeatureSetId set, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<RegisteredFeatureSet>(
            new CommandDefinition(Find, new { feature_set = set.Name, feature_version = set.Version }, cancellationToken: cancellationToken));
    }

    /// <summary>The version of a set that new recordings are extracted with.</summary>
    public async Task<RegisteredFeatureSet?> FindCurrentAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<RegisteredFeatureSet>(
            new CommandDefinition(FindCurrent, new { feature_set = name }, cancellationToken: cancellationToken));
    }

    /// <summary>Every version of every set, by name and version: there are few.</summary>
    public async Task<IReadOnlyList<RegisteredFeatureSet>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<RegisteredFeatureSet>(new CommandDefinition(List, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>
    /// Makes a set version known, by the extractor that computes it. A version newer than the current one becomes the current one, and all
    /// recordings lack it from then on.
    /// </summary>
    /// <exception cref="FeatureSetMismatchException">The version is known with other features.</exception>
    public async Task RegisterAsync(ComputedFeatureSet computed, CancellationToken cancellationToken)
    {
        var (set, featureNames, lane, priority) = computed;
        // The lock stops sessions from ending for a moment: only a version that is new is worth it, not every start of an extractor.
        if (await FindAsync(set, cancellationToken) is { FeatureNames: { } names } registered)
        {
            RequireSame(set, names, featureNames);
            if (registered.Lane == lane && registered.Priority == priority)
            {
                return;
            }
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var parameters = new { feature_set = set.Name, feature_version = set.Version, feature_names = featureNames.ToArray(), lane, priority };
        await connection.ExecuteAsync(new CommandDefinition(Lock, transaction: transaction, cancellationToken: cancellationToken));
        var known = await connection.QuerySingleOrDefaultAsync<RegisteredFeatureSet>(new CommandDefinition(Find, parameters, transaction, cancellationToken: cancellationToken));
        if (known?.FeatureNames is { } meanwhile)
        {
            RequireSame(set, meanwhile, featureNames);
        }

        await connection.ExecuteAsync(new CommandDefinition(Retire, parameters, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(Upsert, parameters, transaction, cancellationToken: cancellationToken));
        if (known is null)
        {
            await connection.ExecuteAsync(new CommandDefinition(Cover, parameters, transaction, commandTimeout: 0, cancellationToken: cancellationToken));
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static void RequireSame(FeatureSetId set, IEnumerable<string> registered, IEnumerable<string> computed)
    {
        if (!registered.SequenceEqual(computed, StringComparer.Ordinal))
        {
            throw new FeatureSetMismatchException(set);
        }
    }
}

/// <summary>A feature set version.</summary>
/// <param name="FeatureNames">The columns of its chunk blocks, in order; null until an extractor that computes it has started.</param>
/// <param name="IsCurrent">True: new recordings are extracted with it.</param>
/// <param name="Lane">Where the job of a session that ends is queued: <c>live</c> or <c>backfill</c>.</param>
/// <param name="Priority">Of the set's jobs within their lane; the greater goes first.</param>
public sealed record RegisteredFeatureSet(string FeatureSet, int FeatureVersion, string[]? FeatureNames, bool IsCurrent, string Lane, int Priority)
{
    public FeatureSetId Id => new(FeatureSet, FeatureVersion);
}

/// <summary>A feature set was changed without a new version: stored results would no longer mean the same.</summary>
public sealed class FeatureSetMismatchException(FeatureSetId set)
    : Exception($"The feature set {set} is registered with other features than this extractor computes. A change of a feature set needs a new version number.");
