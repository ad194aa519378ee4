using System.Text.Json;

namespace Heimdall.Tests.Ledger;

/// <summary>What a statement read, as PostgreSQL's <c>explain (analyze, buffers, format json)</c> says.</summary>
/// <param name="Blocks">Of tables and indexes, cached or not.</param>
/// <param name="ScannedTables">Tables that grow with the sessions and were read from end to end.</param>
internal sealed record QueryCost(long Blocks, IReadOnlyList<string> ScannedTables, string Plan)
{
    private static readonly string[] _growing =
        ["recording_sessions", "measurements", "measurement_features", "receiver_features", "coverage", "finished_jobs", "job_attempts"];

    public static QueryCost Of(string explained)
    {
        var plan = JsonElement.Parse(explained)[0].GetProperty("Plan");
        return new QueryCost(
            plan.GetProperty("Shared Hit Blocks").GetInt64() + plan.GetProperty("Shared Read Blocks").GetInt64(),
            [.. ScansOf(plan).Where(IsGrowing).Distinct(StringComparer.Ordinal)],
            explained);
    }

    /// <summary>Partitions are named after their table; those without a row are read in no time.</summary>
    private static bool IsGrowing(string table) =>
        _growing.Contains(table, StringComparer.Ordinal) || table.StartsWith("finished_jobs_20", StringComparison.Ordinal);

    private static IEnumerable<string> ScansOf(JsonElement node)
    {
        if (node.GetProperty("Node Type").GetString() == "Seq Scan" && node.GetProperty("Actual Rows").GetDouble() + Removed(node) > 0)
        {
            yield return node.GetProperty("Relation Name").GetString() ?? "";
        }

        if (node.TryGetProperty("Plans", out var children))
        {
            foreach (var table in children.EnumerateArray().SelectMany(ScansOf))
            {
                yield return table;
            }
        }
    }

    private static double Removed(JsonElement node) => node.TryGetProperty("Rows Removed by Filter", out var removed) ? removed.GetDouble() : 0;
}
