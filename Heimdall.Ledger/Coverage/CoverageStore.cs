using Dapper;
using Heimdall.Ledger.Features;
using Npgsql;

namespace Heimdall.Ledger.Coverage;

/// <summary>How many recordings have features, and how many not yet.</summary>
public sealed class CoverageStore(NpgsqlDataSource database)
{
    private static readonly string Sum = SqlFile.Read("Coverage.sum_coverage");
    private static readonly string Compact = SqlFile.Read("Coverage.compact_coverage_counts");
    private static readonly string Recount = SqlFile.Read("Coverage.recount_coverage");

    /// <summary>Reads the counts that the transactions keep.</summary>
    public Task<CoverageStatistics> ReadAsync(FeatureSetId set, CancellationToken cancellationToken) => QueryAsync(Sum, set, cancellationToken);

    /// <summary>Counts every recording anew, from the rows that decide its state. Slow; what <see cref="ReadAsync"/> must equal.</summary>
    internal Task<CoverageStatistics> RecountAsync(FeatureSetId set, CancellationToken cancellationToken) => QueryAsync(Recount, set, cancellationToken);

    /// <summary>Replaces the increments so far by their sums. Skips what another one compacts at this moment.</summary>
    /// <returns>How many rows were there.</returns>
    public async Task<long> CompactAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(Compact, cancellationToken: cancellationToken));
    }

    private async Task<CoverageStatistics> QueryAsync(string statement, FeatureSetId set, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new { feature_set = set.Name, feature_version = set.Version };
        var rows = (await connection.QueryAsync<StateCount>(new CommandDefinition(statement, parameters, cancellationToken: cancellationToken)))
            .ToDictionary(row => row.State, StringComparer.Ordinal);
        long Recordings(string state) => rows.TryGetValue(state, out var row) ? row.Recordings : 0;
        return new CoverageStatistics(
            TotalRecordings: rows.Values.Sum(row => row.Recordings),
            TotalMeasurements: rows.Values.Sum(row => row.Measurements),
            RecordingsWithFeatures: Recordings(CoverageState.With),
            Queued: Recordings(CoverageState.Queued),
            Extracting: Recordings(CoverageState.Extracting),
            Failed: Recordings(CoverageState.Failed),
            Missing: Recordings(CoverageState.Missing));
    }

    private sealed record StateCount(string State, long Recordings, long Measurements);
}

/// <summary>The state of all recordings under one feature set version. Each is in exactly one of the last five.</summary>
public sealed record CoverageStatistics(
    long TotalRecordings, long TotalMeasurements, long RecordingsWithFeatures, long Queued, long Extracting, long Failed, long Missing)
{
    public long RecordingsWithoutFeatures => TotalRecordings - RecordingsWithFeatures;

    /// <summary>Percent of the recordings that have features, to two decimals; 0 without any recording.</summary>
    public double CoveragePercent =>
        TotalRecordings == 0 ? 0.0 : (double)Math.Round(100m * RecordingsWithFeatures / TotalRecordings, 2, MidpointRounding.AwayFromZero);
}
