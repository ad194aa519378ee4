using Dapper;
using Heimdall.Ledger.Features;
using Npgsql;

namespace Heimdall.Ledger.Backfills;

/// <summary>Looks at what a backfill would have to do, and how long that takes.</summary>
public sealed class BackfillPlanner(NpgsqlDataSource database)
{
    /// <summary>The speed is that of so many jobs at most.</summary>
    private const int MeasuredJobs = 500;

    private static readonly string Plan = SqlFile.Read("Backfills.plan_backfill");
    private static readonly string MeasureSpeed = SqlFile.Read("Backfills.measure_speed");

    /// <summary>Counts what lacks the feature set version now. Nothing is stored.</summary>
    public async Task<BackfillPlan> PlanAsync(NewBackfill asked, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await PlanAsync(connection, null, asked, cancellationToken);
    }

    internal static async Task<BackfillPlan> PlanAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, NewBackfill asked, CancellationToken cancellationToken)
    {
        var parameters = new
        {
            feature_set = asked.Set.Name,
            feature_version = asked.Set.Version,
            from_time = asked.FromTime,
            to_time = asked.ToTime,
            station_id = asked.StationId,
        };
        var work = await connection.QuerySingleAsync<Work>(new CommandDefinition(Plan, parameters, transaction, cancellationToken: cancellationToken));
        var speed = await SpeedAsync(connection, transaction, asked.Set, cancellationToken);

        // A recording whose size is not known counts like the mean of the others; a limit of batches cuts the work like the sessions.
        var bytes = work.SizedMeasurements == 0 ? 0 : (double)work.Bytes / work.SizedMeasurements * work.Measurements;
        var sessions = Math.Min(work.Sessions, asked.MaxFound);
        var share = work.Sessions == 0 ? 0 : (double)sessions / work.Sessions;
        return new BackfillPlan(work.Sessions, work.Measurements, work.Bytes, speed.Estimate(sessions, bytes * share));
    }

    private static Task<ExtractionSpeed> SpeedAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, FeatureSetId set, CancellationToken cancellationToken) =>
        connection.QuerySingleAsync<ExtractionSpeed>(new CommandDefinition(
            MeasureSpeed,
            new { feature_set = set.Name, feature_version = set.Version, limit = MeasuredJobs },
            transaction,
            cancellationToken: cancellationToken));

    private sealed record Work(long Sessions, long Measurements, long SizedMeasurements, long Bytes);
}
