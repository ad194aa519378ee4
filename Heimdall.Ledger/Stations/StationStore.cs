using Dapper;
using Heimdall.Ledger.Access;
using Npgsql;

namespace Heimdall.Ledger.Stations;

/// <summary>The stations of the network.</summary>
public sealed class StationStore(NpgsqlDataSource database)
{
    private static readonly string Insert = SqlFile.Read("Stations.insert_station");
    private static readonly string Find = SqlFile.Read("Stations.find_station");
    private static readonly string List = SqlFile.Read("Stations.list_stations");
    private static readonly string Update = SqlFile.Read("Stations.update_station");

    /// <summary>Adds a station, and writes down who did.</summary>
    /// <exception cref="StationNameTakenException">The name is in use.</exception>
    public async Task<Station> CreateAsync(NewStation station, string createdBy, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var parameters = new
        {
            id = Guid.CreateVersion7(),
            name = station.Name,
            url = station.Url,
            latitude = station.Latitude,
            longitude = station.Longitude,
            altitude_m = station.AltitudeM,
            calibration_offset_db = station.CalibrationOffsetDb,
            dc_guard_bins = station.DcGuardBins,
        };
        var created = await NameGuardedAsync(station.Name, () => connection.QuerySingleAsync<Station>(new CommandDefinition(Insert, parameters, transaction, cancellationToken: cancellationToken)));
        await AuditLog.WriteAsync(transaction, createdBy, "station.create", $"station/{created.Id}", station, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return created;
    }

    public async Task<Station?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Station>(new CommandDefinition(Find, new { id }, cancellationToken: cancellationToken));
    }

    /// <summary>Lists the stations by name.</summary>
    /// <exception cref="InvalidCursorException">The cursor is not one of this list.</exception>
    public async Task<Page<Station>> ListAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        var after = Cursor.Key(cursor);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Station>(new CommandDefinition(List, new { after, limit = limit + 1 }, cancellationToken: cancellationToken));
        return Page<Station>.Cut(rows.AsList(), limit, station => Cursor.Of(station.Name));
    }

    /// <summary>Changes a station, and writes down who did, and what the fields are now.</summary>
    /// <returns>The station as it is now, or null where there is none.</returns>
    /// <exception cref="StationNameTakenException">The new name is in use.</exception>
    public async Task<Station?> ChangeAsync(Guid id, StationChange change, string changedBy, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var parameters = new
        {
            id,
            name = change.Name,
            url = change.Url,
            clear_url = change.ClearUrl,
            latitude = change.Latitude,
            longitude = change.Longitude,
            altitude_m = change.AltitudeM,
            clear_altitude = change.ClearAltitude,
            calibration_offset_db = change.CalibrationOffsetDb,
            clear_calibration = change.ClearCalibration,
            dc_guard_bins = change.DcGuardBins,
            is_active = change.IsActive,
        };
        var changed = await NameGuardedAsync(
            change.Name ?? "", () => connection.QuerySingleOrDefaultAsync<Station>(new CommandDefinition(Update, parameters, transaction, cancellationToken: cancellationToken)));
        if (changed is not null)
        {
            await AuditLog.WriteAsync(transaction, changedBy, "station.change", $"station/{id}", change, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return changed;
    }

    private static async Task<T> NameGuardedAsync<T>(string name, Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new StationNameTakenException(name);
        }
    }
}
