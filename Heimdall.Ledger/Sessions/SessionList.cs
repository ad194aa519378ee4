using System.Diagnostics;
using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Sessions;

/// <summary>
/// Answers any combination of filters in any order within a fraction of a second, however many sessions there are and however few pass. It
/// first walks a little in the list's order: what many pass has filled its page by then. If that does not do, it asks each filter whether it
/// picks few by itself: those are looked at, all of them, and sorted. Where no filter alone picks few, it walks on until the page is full or
/// the time is up, and the cursor says where to go on.
/// </summary>
internal sealed class SessionList(NpgsqlDataSource database, SessionListBounds bounds)
{
    private static readonly string Filter = SqlFile.Read("Sessions.filter_sessions");
    private static readonly string List = SqlFile.Read("Sessions.list_sessions");
    private static readonly string WalkByStart = SqlFile.Read("Sessions.walk_by_start");
    private static readonly string WalkByStatus = SqlFile.Read("Sessions.walk_by_status");
    private static readonly string WalkByCoverage = SqlFile.Read("Sessions.walk_by_coverage");
    private static readonly string WalkByFrequency = SqlFile.Read("Sessions.walk_by_frequency");
    private static readonly string WalkBySnr = SqlFile.Read("Sessions.walk_by_snr");
    private static readonly string PickByError = SqlFile.Read("Sessions.pick_by_error");
    private static readonly string PickByStation = SqlFile.Read("Sessions.pick_by_station");
    private static readonly string PickByWords = SqlFile.Read("Sessions.pick_by_words");
    private static readonly string PickByState = SqlFile.Read("Sessions.pick_by_state");
    private static readonly string PickByStatus = SqlFile.Read("Sessions.pick_by_status");
    private static readonly string PickBySnr = SqlFile.Read("Sessions.pick_by_snr");
    private static readonly string PickByFrequency = SqlFile.Read("Sessions.pick_by_frequency");
    private static readonly string PickByStart = SqlFile.Read("Sessions.pick_by_start");
    private static readonly string LimitTime = SqlFile.Read("Sessions.limit_search_time");

    public async Task<Page<ListedSession>> ReadAsync(SessionFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var after = SessionPlace.Of(cursor, filter);
        if (filter is { CoverageState: not null, Status: not (null or SessionStatus.Completed) })
        {
            // What has not been completed is not covered.
            return new Page<ListedSession>([], null);
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (places, next) = await FindAsync(connection, filter, after, limit, cancellationToken);
        var parameters = SessionListParameters.Of(filter, after, 0, 0, [.. places.Select(place => place.Id)]);
        var rows = places.Count == 0 ? [] : await connection.QueryAsync<ListedSession>(new CommandDefinition(List, parameters, cancellationToken: cancellationToken));
        return new Page<ListedSession>([.. rows], next?.ToCursor(filter));
    }

    private async Task<(List<SessionPlace> Places, SessionPlace? Next)> FindAsync(
        NpgsqlConnection connection, SessionFilter filter, SessionPlace after, int limit, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var (walk, isExact) = WalkOf(filter);
        var found = new List<SessionPlace>();
        var hasPicked = isExact;
        for (var looked = 0; ;)
        {
            var look = isExact ? limit + 1 : looked == 0 ? bounds.FirstLook : bounds.NextLook;
            var seen = await QueryAsync<SessionPlace>(connection, walk, SessionListParameters.Of(filter, after, look, bounds.MostPicked, []), cancellationToken);
            Sort(seen, filter);
            found.AddRange(isExact ? seen : await PassingAsync(connection, filter, seen, cancellationToken));
            looked += seen.Count;
            if (found.Count > limit)
            {
                return (found.GetRange(0, limit), found[limit - 1]);
            }

            if (seen.Count < look)
            {
                return (found, null);
            }

            after = seen[^1];
            if (!hasPicked && await PickAsync(connection, filter, cancellationToken) is { } picked)
            {
                return await AllOfAsync(connection, filter, picked, found, after, limit, cancellationToken);
            }

            hasPicked = true;
            if (looked >= bounds.MostLooked || Stopwatch.GetElapsedTime(started) > bounds.Patience)
            {
                return (found, after);
            }
        }
    }

    /// <summary>What the picked ones add to those found before the walk came to <paramref name="after"/>: the rest of the list, whole.</summary>
    private static async Task<(List<SessionPlace> Places, SessionPlace? Next)> AllOfAsync(
        NpgsqlConnection connection, SessionFilter filter, List<Guid> picked, List<SessionPlace> found, SessionPlace after, int limit, CancellationToken cancellationToken)
    {
        var rest = await QueryAsync<SessionPlace>(connection, Filter, SessionListParameters.Of(filter, after, 0, 0, [.. picked]), cancellationToken);
        rest.RemoveAll(place => double.IsNaN(place.Key) || (filter.IsDescending ? SessionPlace.Compare(place, after) >= 0 : SessionPlace.Compare(place, after) <= 0));
        Sort(rest, filter);
        found.AddRange(rest);
        return found.Count > limit ? (found.GetRange(0, limit), found[limit - 1]) : (found, null);
    }

    /// <summary>What is walked along, and whether everything on the way passes.</summary>
    private static (string Walk, bool IsExact) WalkOf(SessionFilter filter)
    {
        var isPlain = filter is { Search: null, StationId: null, ErrorCode: null };
        return filter.SortKey switch
        {
            SessionSortKey.Frequency => (WalkByFrequency, isPlain && filter is { Status: null, CoverageState: null, ByTime: false, BySnr: false }),
            SessionSortKey.Snr => (WalkBySnr, isPlain && filter is { Status: null, CoverageState: null, ByTime: false, ByFrequency: false }),
            _ => (
                filter.CoverageState is not null ? WalkByCoverage : filter.Status is not null ? WalkByStatus : WalkByStart,
                isPlain && filter is { ByFrequency: false, BySnr: false }),
        };
    }

    /// <summary>Those of the sessions, which come in the list's order, that pass all filters, in the same order.</summary>
    private static async Task<IEnumerable<SessionPlace>> PassingAsync(
        NpgsqlConnection connection, SessionFilter filter, List<SessionPlace> seen, CancellationToken cancellationToken)
    {
        var parameters = SessionListParameters.Of(filter, seen.Count > 0 ? seen[^1] : SessionPlace.Before(filter), 0, 0, [.. seen.Select(place => place.Id)]);
        var passing = (await QueryAsync<SessionPlace>(connection, Filter, parameters, cancellationToken)).Select(place => place.Id).ToHashSet();
        return seen.Where(place => passing.Contains(place.Id));
    }

    /// <summary>All sessions that one of the filters picks, where one picks few.</summary>
    private async Task<List<Guid>?> PickAsync(NpgsqlConnection connection, SessionFilter filter, CancellationToken cancellationToken)
    {
        var parameters = SessionListParameters.Of(filter, SessionPlace.Before(filter), 0, bounds.MostPicked + 1, []);
        foreach (var pick in PicksOf(filter))
        {
            var picked = await QueryAsync<Guid>(connection, pick, parameters, cancellationToken);
            if (picked.Count <= bounds.MostPicked)
            {
                return [.. picked.Distinct()];
            }
        }

        return filter.Search is null ? null : await SearchAsync(connection, parameters, cancellationToken);
    }

    private static IEnumerable<string> PicksOf(SessionFilter filter)
    {
        (bool IsSet, string Pick)[] picks =
        [
            (filter.ErrorCode is not null, PickByError),
            (filter.StationId is not null, PickByStation),
            (filter.CoverageState is not null, PickByState),
            (filter.Status is not null, PickByStatus),
            (filter.BySnr, PickBySnr),
            (filter.ByFrequency, PickByFrequency),
            (filter.ByTime, PickByStart),
        ];
        return picks.Where(pick => pick.IsSet).Select(pick => pick.Pick);
    }

    /// <summary>All sessions with these words; null where there are many, or no index tells in time.</summary>
    private async Task<List<Guid>?> SearchAsync(NpgsqlConnection connection, object parameters, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(LimitTime, new { milliseconds = (int)bounds.SearchTimeout.TotalMilliseconds }, transaction, cancellationToken: cancellationToken));
            var found = (await connection.QueryAsync<Guid>(new CommandDefinition(PickByWords, parameters, transaction, cancellationToken: cancellationToken))).AsList();
            await transaction.CommitAsync(cancellationToken);
            return found.Count <= bounds.MostPicked ? found : null;
        }
        catch (PostgresException late) when (late.SqlState == PostgresErrorCodes.QueryCanceled && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static void Sort(List<SessionPlace> places, SessionFilter filter) =>
        places.Sort((one, other) => filter.IsDescending ? SessionPlace.Compare(other, one) : SessionPlace.Compare(one, other));

    private static async Task<List<T>> QueryAsync<T>(NpgsqlConnection connection, string statement, object parameters, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<T>(new CommandDefinition(statement, parameters, cancellationToken: cancellationToken))).AsList();
}
