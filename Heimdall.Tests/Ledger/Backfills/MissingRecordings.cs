using Dapper;
using Npgsql;

namespace Heimdall.Tests.Ledger.Backfills;

/// <summary>Completed sessions that lack features and jobs, made by the thousand: one measurement of 1.6 MB each, one session a minute.</summary>
internal static class MissingRecordings
{
    /// <summary>The first of them started then.</summary>
    public static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <returns>The station that recorded them.</returns>
    public static async Task<Guid> AddAsync(NpgsqlDataSource database, int count, int skipMinutes = 0)
    {
        var station = Guid.CreateVersion7();
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into heimdall.websdr_stations (id, name, latitude, longitude) values (@station, 'station ' || @station::text, 45, 7);
            with sessions as (
              insert into heimdall.recording_sessions (id, owner, status, frequency_hz, session_start, session_end)
              select heimdall.uuid_v7(), 'tester', 'completed', 145000000, t, t + interval '30 seconds'
              from (select @first::timestamptz + (@skip + n) * interval '1 minute' as t from generate_series(0, @count - 1) n) starts
              returning id, session_start
            ), recordings as (
              insert into heimdall.measurements (id, recording_session_id, websdr_station_id, frequency_hz, sample_rate_hz, sample_rate_source, datatype,
                samples, iq_data_location, iq_bytes, recorded_at, station_latitude, station_longitude, dc_guard_bins)
              select heimdall.uuid_v7(), id, @station, 145000000, 200000, 'declared', 'cf32_le', 200000, 'some/' || id, 1600000, session_start, 45, 7, 2
              from sessions
            )
            insert into heimdall.coverage (recording_session_id, feature_set, feature_version, state, session_start, measurements)
            select s.id, v.feature_set, v.feature_version, 'missing', s.session_start, 1 from sessions s cross join heimdall.feature_sets v;
            """,
            new { station, first = First, skip = skipMinutes, count });
        return station;
    }
}
