using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Features;

/// <summary>The features that were extracted, read for whoever trains, localises or looks.</summary>
public sealed class FeatureStore(NpgsqlDataSource database)
{
    private static readonly string FindSession = SqlFile.Read("Features.find_session_features");
    private static readonly string ListReceivers = SqlFile.Read("Features.list_receiver_features");
    private static readonly string FindAll = string.Join(";\n", FindSession, ListReceivers);
    private static readonly string ListBlocks = SqlFile.Read("Features.list_chunk_blocks");

    /// <returns>The session's row, or null where it has no features of this set version.</returns>
    public async Task<SessionFeatures?> FindAsync(Guid sessionId, FeatureSetId set, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new { session_id = sessionId, feature_set = set.Name, feature_version = set.Version };
        return await connection.QuerySingleOrDefaultAsync<SessionFeatures>(new CommandDefinition(FindSession, parameters, cancellationToken: cancellationToken));
    }

    /// <summary>The session's row and its receivers, in one round trip.</summary>
    /// <returns>Null where it has no features of this set version.</returns>
    public async Task<FoundFeatures?> FindAllAsync(Guid sessionId, FeatureSetId set, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new { session_id = sessionId, feature_set = set.Name, feature_version = set.Version };
        await using var answers = await connection.QueryMultipleAsync(new CommandDefinition(FindAll, parameters, cancellationToken: cancellationToken));
        var session = await answers.ReadSingleOrDefaultAsync<SessionFeatures>();
        var receivers = (await answers.ReadAsync<ReceiverFeatures>()).AsList();
        return session is null ? null : new FoundFeatures(session, receivers);
    }

    /// <summary>All receivers of a session by station name, also those that the extraction never got to.</summary>
    public async Task<IReadOnlyList<ReceiverFeatures>> ListReceiversAsync(Guid sessionId, FeatureSetId set, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new { session_id = sessionId, feature_set = set.Name, feature_version = set.Version };
        return (await connection.QueryAsync<ReceiverFeatures>(new CommandDefinition(ListReceivers, parameters, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>The blocks that hold the chunks from <paramref name="fromChunk"/> on, <paramref name="chunks"/> of them.</summary>
    /// <returns>Whole blocks, in order; the first one begins at chunk <c>(fromChunk / 1024) · 1024</c>.</returns>
    public async Task<IReadOnlyList<ChunkBlock>> ListBlocksAsync(Guid measurementId, FeatureSetId set, long fromChunk, int chunks, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new
        {
            measurement_id = measurementId,
            feature_set = set.Name,
            feature_version = set.Version,
            first = (int)(fromChunk / ChunkBlock.MaxChunks),
            last = (int)((fromChunk + chunks - 1) / ChunkBlock.MaxChunks),
        };
        var rows = await connection.QueryAsync<byte[]>(new CommandDefinition(ListBlocks, parameters, cancellationToken: cancellationToken));
        return [.. rows.Select(data => ChunkBlock.Decode(data))];
    }
}
